import PKI

/// An answer about a certificate of a valid path.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    Rig.run(start, count) { input in
        var given = Rig.path(.ocsp)
        given.ocspResponses = [input]
        _ = Rig.validator.decide(given)
        given.moment = nil
        given.revocation = .either
        _ = Rig.validator.decide(given)
    }
}
