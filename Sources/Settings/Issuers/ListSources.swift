import PKI

extension Table {
    /// A list and the delta beside it: `{ crl: address, delta: address }`, or files that are dropped where these say:
    /// `{ file: path, delta: path }`.
    func listSource(crl: Setting?, file: Setting?, _ deltas: inout [String: String]) -> RevocationSource? {
        let delta = value("delta")
        let source = crl?.listAddress() ?? file?.listFile()
        guard let source else { return nil }
        guard let delta else { return source }
        guard let other = crl == nil ? delta.listFile() : delta.listAddress() else { return nil }
        guard other != source else {
            delta.error("is the full list itself", "name where the delta is published, or take the key away")
            return nil
        }
        deltas[source.url] = other.url
        return source
    }
}

extension Setting {
    fileprivate func listAddress() -> RevocationSource? {
        address(["http", "https", "ldap"]).map(RevocationSource.crl)
    }

    /// A place where a list is put. That nothing lies there yet is no fault of the configuration.
    fileprivate func listFile() -> RevocationSource? {
        text().map { RevocationSource.dropped(at: file.resolve($0)) }
    }

    /// A size such as `32MB` or `1GB`, in bytes: at most 2 GB.
    func size() -> Int? {
        guard let text = text() else { return nil }
        let units = ["KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000]
        guard let unit = units[String(text.suffix(2))], let count = Int(text.dropLast(2)),
            (1...999_999).contains(count),
            count <= 2_000_000_000 / unit
        else {
            error("\"\(text)\" is no size", "write it as 500KB, 32MB or 1GB, at most 2GB")
            return nil
        }
        return count * unit
    }
}
