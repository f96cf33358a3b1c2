import Foundation
import OpenSSL
import SAML

/// What the SAML targets share: a site whose key nobody has, so that nothing can be signed by it, and a limit on the work
/// that one input may cost.
enum SAMLRig {
    static let now = Date(timeIntervalSince1970: 1_790_000_000)
    static let rules = RequestRules(
        entityID: "https://login.porta.localhost/saml", destinations: ["https://login.porta.localhost/saml/sso"])
    static let site: ServiceProvider = {
        do {
            let key = try PrivateKey.generate(.ec(.p256))
            let certificate = try SelfSignedCertificate.make(
                commonName: "site", key: key, notBefore: now.addingTimeInterval(-86_400),
                notAfter: now.addingTimeInterval(86_400))
            let text = """
                <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" \
                entityID="https://site.example.al/saml"><md:SPSSODescriptor \
                protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor><ds:KeyInfo \
                xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>\
                \(Base64.encode(certificate))</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\
                <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" \
                Location="https://site.example.al/acs" index="0"/></md:SPSSODescriptor></md:EntityDescriptor>
                """
            guard let site = MetadataCheck(at: now).run(Array(text.utf8)).sites.first else {
                fatalError("the site's metadata is refused")
            }
            return site
        } catch {
            fatalError("no site: \(error)")
        }
    }()

    /// 64 KB are read within 50 ms of CPU; the instrumented program is given three times as much.
    private static let limit: UInt64 = 150_000_000

    /// Turns libFuzzer's bytes into an array, and traps where what is done with it took too long.
    static func run(_ start: UnsafePointer<UInt8>, _ count: Int, _ act: ([UInt8]) -> Void) -> CInt {
        let input = Array(UnsafeBufferPointer(start: start, count: count))
        let begun = nanoseconds()
        act(input)
        let spent = nanoseconds() - begun
        precondition(spent < limit, "it took \(spent / 1_000_000) ms of CPU")
        return 0
    }

    /// A request, as the gateway takes it. Whatever it is, nobody signed it.
    static func take(_ read: () throws(SAMLError) -> ReceivedRequest) {
        guard let received = try? read(), let request = try? received.opened(by: site) else { return }
        precondition(!request.isSigned, "a request counts as signed, and nobody has the key")
        if let accepted = try? request.accepted(from: site, under: rules, at: now) {
            precondition(accepted.consumer.location == "https://site.example.al/acs", "an answer would go elsewhere")
        }
    }

    /// CPU time of this thread.
    private static func nanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
