public import Foundation
public import OpenSSL

extension DemoAuthority {
    /// A CRL of the issuing authority; `adjusting` may change whatever stands in it, `signer` signs in its place.
    public func crl(
        _ entries: [CRLEntry], number: Int? = 1, thisUpdate: Date, nextUpdate: Date?, deltaBase: Int? = nil,
        signer: PrivateKey? = nil, adjusting: (inout CRLShape) -> Void = { _ in }
    ) throws(DemoPKIError) -> [UInt8] {
        var shape = CRLShape(
            issuer: issuingName, entries: entries, number: number, thisUpdate: thisUpdate, nextUpdate: nextUpdate)
        shape.deltaBase = deltaBase
        shape.authorityKeyIdentifier = issuing.keyIdentifier
        adjusting(&shape)
        return try shape.signed(by: signer ?? issuing.key)
    }

    /// The root's own CRL, over its issuing authorities.
    public func rootCRL(
        _ entries: [CRLEntry] = [], number: Int? = 1, thisUpdate: Date, nextUpdate: Date?,
        adjusting: (inout CRLShape) -> Void = { _ in }
    ) throws(DemoPKIError) -> [UInt8] {
        var shape = CRLShape(
            issuer: Self.rootName(label), entries: entries, number: number, thisUpdate: thisUpdate,
            nextUpdate: nextUpdate)
        shape.authorityKeyIdentifier = root.keyIdentifier
        adjusting(&shape)
        return try shape.signed(by: root.key)
    }
}
