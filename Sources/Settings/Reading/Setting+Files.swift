import Foundation
import OpenSSL

extension Setting {
    /// Reads the file that is named here.
    func file(limit: Int) -> NamedFile? {
        guard let name = text() else { return nil }
        return read(name, limit: limit)
    }

    /// Reads a file that nobody else may read.
    func secretFile(limit: Int = 65_536) -> NamedFile? {
        guard let file = file(limit: limit) else { return nil }
        guard !FolderFile(file.path).isOpenToOthers else {
            let shown = inspection.shown(file.path)
            error("the file \"\(file.name)\" can be read by others", "run: chmod 600 \(shown)")
            return nil
        }
        return file
    }

    private func read(_ name: String, limit: Int) -> NamedFile? {
        let path = file.resolve(name)
        do throws(FileTrouble) {
            return NamedFile(name: name, path: path, bytes: try inspection.read(path, limit: limit))
        } catch {
            self.error("the file \"\(name)\" \(error.what)", error.mend(inspection.shown(path)))
            return nil
        }
    }

    /// A file of certificates: PEM with one or more, or one as DER.
    func certificates() -> [OperatorCertificate]? {
        guard let file = file(limit: 1 << 20) else { return nil }
        let text = file.text ?? ""
        let ders = PEM.decode(text, label: "CERTIFICATE")
        do throws(OpenSSLError) {
            // A block whose base64 is broken is left out, which shows in the count.
            let blocks = text.split(whereSeparator: \.isNewline).filter { $0 == "-----BEGIN CERTIFICATE-----" }
            guard blocks.count == ders.count else { throw .malformed("a certificate in PEM") }
            let found = try (ders.isEmpty ? [file.bytes] : ders).map { der throws(OpenSSLError) in
                try OperatorCertificate(der)
            }
            return found
        } catch {
            self.error(
                "there is no readable certificate in \"\(file.name)\"", "name a file in PEM or DER with a certificate")
            return nil
        }
    }

    /// Judges a certificate's dates: an error outside them, a warning in the last thirty days.
    func checkDates(of certificate: OperatorCertificate, _ noun: String) -> Bool {
        let now = inspection.now
        guard certificate.notBefore <= now else {
            error(
                "the \(noun) is not valid before \(Day.text(certificate.notBefore))",
                "wait, or use another; check the clock")
            return false
        }
        guard now <= certificate.notAfter else {
            error("the \(noun) expired on \(Day.text(certificate.notAfter))", "renew it")
            return false
        }
        if certificate.notAfter.timeIntervalSince(now) < 30 * 86_400 {
            warning("the \(noun) expires on \(Day.text(certificate.notAfter))", "renew it before that day")
        }
        return true
    }
}

/// A file that the configuration names.
struct NamedFile {
    /// As it is written.
    let name: String
    let path: String
    let bytes: [UInt8]

    var text: String? { String(validating: bytes, as: UTF8.self) }
}
