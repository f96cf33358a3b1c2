extension CertificateShape {
    /// The extensions that the fields ask for, in the order in which RFC 5280 §4.2 explains them.
    var extensions: [Extension] {
        var list: [Extension] = []
        if let identifier = authorityKeyIdentifier { list.append(.authorityKeyIdentifier(identifier)) }
        if let identifier = subjectKeyIdentifier { list.append(Extension("2.5.29.14", Encode.octets(identifier))) }
        if let bits = keyUsage {
            list.append(Extension("2.5.29.15", critical: true, Encode.namedBits(bits.map(\.rawValue))))
        }
        if !policies.isEmpty {
            list.append(Extension("2.5.29.32", Encode.sequence(policies.map { Encode.sequence([Encode.oid($0)]) })))
        }
        if !dnsNames.isEmpty {
            let names = dnsNames.map { Encode.taggedPrimitive(2, Array($0.utf8)) }
            list.append(Extension("2.5.29.17", Encode.sequence(names)))
        }
        if let constraints = basicConstraints { list.append(extensionOf(constraints)) }
        if !extendedKeyUsage.isEmpty {
            list.append(Extension("2.5.29.37", Encode.sequence(extendedKeyUsage.map(Encode.oid))))
        }
        if !crlAddresses.isEmpty { list.append(.distributionPoints("2.5.29.31", crlAddresses)) }
        if !deltaAddresses.isEmpty { list.append(.distributionPoints("2.5.29.46", deltaAddresses)) }
        if !ocspAddresses.isEmpty { list.append(authorityInformation) }
        if ocspNoCheck { list.append(Extension("1.3.6.1.5.5.7.48.1.5", Encode.null)) }
        if padding > 0 {
            let filling = Encode.octets([UInt8](repeating: 0x20, count: padding))
            list.append(Extension("1.3.6.1.4.1.99999.9.1", filling))
        }
        return list + moreExtensions
    }

    private func extensionOf(_ constraints: BasicConstraints) -> Extension {
        let parts =
            (constraints.isAuthority ? [Encode.boolean(true)] : [])
            + (constraints.pathLength.map { [Encode.integer($0)] } ?? [])
        return Extension("2.5.29.19", critical: true, Encode.sequence(parts))
    }

    // RFC 5280 §4.2.2.1: where the OCSP responder answers.
    private var authorityInformation: Extension {
        Extension(
            "1.3.6.1.5.5.7.1.1",
            Encode.sequence(
                ocspAddresses.map {
                    Encode.sequence([Encode.oid("1.3.6.1.5.5.7.48.1"), Encode.taggedPrimitive(6, Array($0.utf8))])
                }))
    }
}
