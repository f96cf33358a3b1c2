import OpenSSL
import SignedXML
import Testing

/// xmlsec1 (Debian xmlsec1) is the independent judge, and the independent signer.
@Suite struct ForeignSignatureTests {
    private func certificate(_ key: PrivateKey) throws -> [UInt8] {
        let der = try Samples.certificate(key)
        return Array(PEM.encode(der, label: "CERTIFICATE").utf8)
    }

    @Test(arguments: SignatureAlgorithmURI.allCases)
    func `is verified by xmlsec1`(_ algorithm: SignatureAlgorithmURI) throws {
        let key = algorithm.rawValue.contains("ecdsa") ? Samples.p256 : Samples.rsa
        let text = try Samples.signed(by: key, algorithm: algorithm)
        let outcome = try Tool.run(
            [
                "xmlsec1", "--verify", "--id-attr:ID", "urn:example:app:Request", "--pubkey-cert-pem", "cert.pem",
                "in.xml",
            ],
            files: ["in.xml": Array(text.utf8), "cert.pem": try certificate(key)])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    /// Indented, with a default namespace, an inclusive prefix list and a signature in another place.
    @Test func `verifies what xmlsec1 signed`() throws {
        let template = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Request xmlns="urn:example:app" xmlns:xs="urn:example:schema" ID="_7">
              <Text kind='xs:string'>one &amp; two</Text>
              <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>
                <CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
                <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
                <Reference URI="#_7"><Transforms>
                  <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
                  <Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"><InclusiveNamespaces
                    xmlns="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="xs #default"/></Transform>
                </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference>
              </SignedInfo><SignatureValue/></Signature>
            </Request>
            """
        let signed = try Tool.run(
            ["xmlsec1", "--sign", "--id-attr:ID", "urn:example:app:Request", "--privkey-pem", "key.pem", "in.xml"],
            files: ["in.xml": Array(template.utf8), "key.pem": Array(try Samples.rsa.pem().utf8)])
        #expect(signed.status == 0, "\(signed.errors)")
        let document = try SignedDocument.verify(
            signed.output, root: Samples.root, keys: [Samples.rsa.publicKey], limits: .request)
        #expect(document.element.elements.map(\.text) == ["one & two"])
        let changed = String(decoding: signed.output, as: UTF8.self).replacing("urn:example:schema", with: "urn:other")
        #expect(throws: SignedXMLError.digestMismatch) { try Samples.verify(changed, keys: [Samples.rsa]) }
    }
}
