import SignedXML

/// A message in a SOAP 1.1 envelope (SAML bindings §3.2).
public enum SOAPEnvelope {
    static let envelope = SAMLNamespace.soap("Envelope")
    static let body = SAMLNamespace.soap("Body")

    static func wrapping(_ message: CanonicalNode) -> CanonicalElement {
        let soap = SAMLNamespace.soap
        let body = CanonicalElement("Body", in: soap, [], [message])
        return CanonicalElement("Envelope", in: soap, [], [.element(body)])
    }

    /// A fault, where no message can be answered with a message (SOAP 1.1 §4.4).
    public static func fault(isClients: Bool, _ text: String) throws(SAMLError) -> [UInt8] {
        let soap = SAMLNamespace.soap
        // faultcode and faultstring have no namespace in SOAP 1.1, which the writer has no prefix for.
        let detail = isClients ? "soap:Client" : "soap:Server"
        let head = "<soap:Envelope xmlns:soap=\"\(soap.uri)\"><soap:Body><soap:Fault><faultcode>\(detail)</faultcode>"
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) && !"<>&\"".utf8.contains($0) }) else {
            throw .unwritable("the text of a fault must be plain")
        }
        return Array("\(head)<faultstring>\(text)</faultstring></soap:Fault></soap:Body></soap:Envelope>".utf8)
    }
}
