import Login
import OpenSSL

/// A file that the gateway serves to browsers, as it was when the configuration was read.
public struct ServedFile: Hashable, Sendable {
    /// Below the login host. Named by its contents, so that it may be kept by caches.
    public let path: String
    public let mediaType: String
    public let bytes: [UInt8]

    init(bytes: [UInt8], ending: String, mediaType: String) {
        let name = Hex.encode(Array(DigestAlgorithm.sha256.digest(bytes).prefix(8)))
        path = "/help/files/\(name).\(ending)"
        self.mediaType = mediaType
        self.bytes = bytes
    }
}

extension Setting {
    func `operator`(_ languages: [Language]) -> (operator: Operator, emblem: ServedFile?)? {
        table { table in
            let name = table.requiredNested("name")?.words(languages)
            let phone = table.required("phone")?.shownText()
            let hours = table.value("hours")?.shownText()
            let privacy = table.value("privacy")?.address()
            let emblem = table.value("logo")?.picture()
            guard let name, let phone else { return nil }
            return (
                Operator(
                    name: name, phone: phone, hours: hours, privacy: privacy, emblem: emblem?.path), emblem
            )
        }
    }

    /// A picture for pages: SVG or PNG of at most 256 KB.
    func picture() -> ServedFile? {
        served(["svg": "image/svg+xml", "png": "image/png"], limit: 256 * 1_024)
    }

    /// A document for readers, of at most 16 MB.
    func document() -> ServedFile? {
        served(
            ["pdf": "application/pdf", "html": "text/html; charset=utf-8", "txt": "text/plain; charset=utf-8"],
            limit: 16 << 20)
    }

    private func served(_ kinds: [String: String], limit: Int) -> ServedFile? {
        guard let file = file(limit: limit) else { return nil }
        let ending = file.name.split(separator: ".").last?.lowercased() ?? ""
        guard let mediaType = kinds[ending] else {
            error(
                "a file of the kind \".\(ending)\" is not served here",
                "name one that ends in .\(kinds.keys.sorted().joined(separator: ", ."))")
            return nil
        }
        return ServedFile(bytes: file.bytes, ending: ending, mediaType: mediaType)
    }
}
