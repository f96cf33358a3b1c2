import PKI

/// A list beside a good one: it is read, held against a certificate, and its signature is looked at.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    Rig.run(start, count) { input in
        var given = Rig.path(.crl)
        given.crls = [Rig.rootList, input]
        _ = Rig.validator.decide(given)
        given.moment = nil
        _ = Rig.validator.decide(given)
    }
}
