import PKI

/// A certificate in every place where one may stand: as the target, between, and as an anchor.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    Rig.run(start, count) { input in
        _ = try? Certificate(der: input)
        var given = ValidationCase(certificate: input, trustAnchors: [Rig.anchor], at: nil)
        given.intermediates = [Rig.authority]
        _ = Rig.validator.decide(given)
        given.profile = .card
        _ = Rig.validator.decide(given)
        given = ValidationCase(certificate: Rig.target, trustAnchors: [Rig.anchor, input], at: nil)
        given.intermediates = [input, Rig.authority]
        _ = Rig.validator.decide(given)
    }
}
