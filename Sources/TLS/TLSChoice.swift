/// What is done with a client that named a host, or none.
public enum TLSChoice: Sendable {
    case policy(TLSPolicy)
    /// The hello is answered with the alert `unrecognized_name`, before any public-key work: there is no default
    /// host (T4).
    case refuse
}
