/// What a site sends along and wants back unchanged (SAML bindings §3.4.3, §3.5.3; B5).
enum RelayState {
    /// SAML says 80 bytes; mod_auth_mellon and others send whole addresses.
    static let limit = 1_024

    /// Control characters would not come back unchanged from an HTML form.
    static func check(_ text: String) throws(SAMLError) {
        guard text.utf8.count <= limit else { throw .tooLarge(limit: limit) }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .malformed("RelayState holds control characters")
        }
    }
}
