import SAML

/// The metadata of sites, pinned and fetched, signed and not; and that of an identity provider.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    SAMLRig.run(start, count) { input in
        var check = MetadataCheck(at: SAMLRig.now)
        let report = check.run(input)
        precondition(report.valid == !report.sites.isEmpty, "valid without a site, or a site without being valid")
        for site in report.usableSites {
            precondition(!site.postServices.isEmpty, "a site that no answer can go to")
            precondition(
                site.assertionConsumerServices.allSatisfy { $0.location.hasPrefix("https://") },
                "an address without TLS")
        }
        check.remote = true
        _ = check.run(input)
        check.signedBy = SAMLRig.site.signingKeys
        let signed = check.run(input)
        precondition(!signed.valid && signed.usableSites.isEmpty, "signed metadata, and nobody has the key")
        _ = try? KnownIdentityProvider(metadata: input, at: SAMLRig.now)
    }
}
