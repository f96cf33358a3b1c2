/// OCSP answers of validation cases.
final class OCSPShelf: Sendable {
    /// - Parameter lists: for responders whose own revocation is to be asked about.
    func witness(for given: ValidationCase, lists: CRLWitness) -> OCSPWitness {
        OCSPWitness(
            answers: OCSPPool(given.ocspResponses), rules: .forFiles(maxAge: given.maximumAge), lists: lists)
    }
}
