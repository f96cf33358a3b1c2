import COpenSSL

/// What was allocated and freed again: the C library keeps it for the next time.
public enum FreedMemory {
    /// Gives it back to the system. For after work that is not done often and needed much; takes milliseconds.
    public static func giveBack() { porta_give_memory_back() }
}
