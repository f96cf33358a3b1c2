public import OpenSSL

/// What can go wrong in the mint: the library refused, or a text handed in was not what it should be.
public enum DemoPKIError: Error, Sendable {
    case openSSL(OpenSSLError)
    case malformed(String)
}

/// Turns the library's error into the mint's own.
func minting<Value>(_ act: () throws(OpenSSLError) -> Value) throws(DemoPKIError) -> Value {
    do { return try act() } catch { throw .openSSL(error) }
}
