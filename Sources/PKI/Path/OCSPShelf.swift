/// OCSP answers of validation cases.
final class OCSPShelf: Sendable {
    func witness(for given: ValidationCase) -> any RevocationWitness { NoWitness() }
}
