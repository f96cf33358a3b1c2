import DemoPKI
import Foundation
import OpenSSL
import PKI

/// What `porta validate` takes for one certificate and a list of half a million entries, each with a reason and an
/// invalidity date.
struct ValidateTrial {
    private static let entries = 500_000

    func run() throws {
        let authority = try DemoAuthority.make(at: BenchList.now, keys: .ec(.p256))
        let card = try authority.mint(.good, for: .arta, at: BenchList.now, keys: nil) { _ in }
        let date = Extension("2.5.29.24", Encode.value(0x18, Array("20300101000000Z".utf8)))
        let entries = (0..<Self.entries).map { index in
            var entry = CRLEntry(serial: BenchList.serial(index), date: BenchList.now, reason: .keyCompromise)
            entry.moreExtensions = [date]
            return entry
        }
        let list = try authority.crl(entries, number: 7, thisUpdate: BenchList.now, nextUpdate: BenchList.now + 3_600)
        let text = Array(PEM.encode(list, label: "X509 CRL").utf8)
        var given = ValidationCase(
            certificate: card.certificate, trustAnchors: [authority.root.certificate], at: BenchList.now)
        given.intermediates = [authority.issuing.certificate]
        given.revocation = .crl
        given.crls = [
            list, try authority.rootCRL(thisUpdate: BenchList.now, nextUpdate: BenchList.now + 3_600),
        ]
        try measure("one validation, a list of \(Self.entries) entries, DER") { given }
        try measure("likewise, PEM") {
            var other = given
            other.crls[0] = PEM.decode(bytes: text, label: "X509 CRL").blocks.first ?? []
            return other
        }
    }

    private func measure(_ what: String, _ given: () -> ValidationCase) throws {
        let cpu = ProcessUse.cpu
        let answer = Validator().decide(given())
        let used = ProcessUse.cpu - cpu
        guard answer.isValid else { throw Unusable(detail: "\(answer.reason): \(answer.detail)") }
        say(what, "\(milliseconds(used)) of CPU")
    }
}
