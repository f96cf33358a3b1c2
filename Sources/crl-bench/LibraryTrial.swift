import COpenSSL
import Foundation

/// The same list in OpenSSL's own structures.
struct LibraryTrial {
    let folder: String

    init(_ folder: String) { self.folder = folder }

    func run() throws {
        let list = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/list.crl"), options: .alwaysMapped)
        let authority = try BenchList.read("\(folder)/issuing.der")
        let before = ProcessUse.anonymous
        let (began, cpu) = (ContinuousClock.now, ProcessUse.cpu)
        let crl = unsafe list.withUnsafeBytes { buffer in
            var start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return unsafe d2i_X509_CRL(nil, &start, buffer.count)
        }
        guard let crl = unsafe crl else { throw Unusable(detail: "OpenSSL cannot read the list") }
        defer { unsafe X509_CRL_free(crl) }
        let isSigned = unsafe authority.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            let certificate = unsafe d2i_X509(nil, &start, buffer.count)
            defer { unsafe X509_free(certificate) }
            return unsafe X509_CRL_verify(crl, X509_get0_pubkey(certificate)) == 1
        }
        guard isSigned else { throw Unusable(detail: "OpenSSL does not verify the list") }
        let count = unsafe Int(porta_crl_count(crl))
        // The first look-up sorts.
        _ = unsafe find(BenchList.serial(0), in: crl)
        say(
            "OpenSSL: load, \(count) entries",
            "\(milliseconds(ContinuousClock.now - began)), CPU \(milliseconds(ProcessUse.cpu - cpu))")
        say("OpenSSL: anonymous memory, bytes an entry", "\((ProcessUse.anonymous - before) * 1_024 / count)")
        unsafe lookUp(crl, count)
    }

    private func lookUp(_ crl: OpaquePointer, _ count: Int) {
        let serials = (0..<200_000).map { BenchList.serial($0 % 2 == 0 ? $0 &* 7_919 % count : count + $0) }
        var found = 0
        let began = ContinuousClock.now
        for serial in serials where unsafe find(serial, in: crl) { found += 1 }
        let took = (ContinuousClock.now - began) / serials.count
        say("OpenSSL: one look-up, of 200000", "\(took.components.attoseconds / 1_000_000_000) ns, \(found) found")
    }

    private func find(_ serial: [UInt8], in crl: OpaquePointer) -> Bool {
        let number = unsafe BN_bin2bn(serial, Int32(serial.count), nil)
        let integer = unsafe BN_to_ASN1_INTEGER(number, nil)
        defer {
            unsafe BN_free(number)
            unsafe ASN1_INTEGER_free(integer)
        }
        var entry: OpaquePointer?
        return unsafe X509_CRL_get0_by_serial(crl, &entry, integer) == 1
    }
}
