public import struct Foundation.Date

/// How fresh a login's facts are, to be told to sites that may know.
public struct EvidenceFacts: Hashable, Sendable {
    /// When the certificate was issued, from which the names are.
    public let dataAsOf: Date
    public let revocation: Revocation?

    /// What was asked whether the card still holds good.
    public struct Revocation: Hashable, Sendable {
        public let source: Source
        /// How old its answer was when the card was judged.
        public let age: Duration

        public enum Source: String, Sendable { case ocsp, crl }

        public init(source: Source, age: Duration) {
            self.source = source
            self.age = age
        }
    }

    public init(dataAsOf: Date, revocation: Revocation?) {
        self.dataAsOf = dataAsOf
        self.revocation = revocation
    }

    /// The values for `AttributeSet.attributes`.
    public var values: [(item: String, values: [String])] {
        let day = String(SAMLTime.text(dataAsOf).prefix(10))
        guard let revocation else { return [("data-as-of", [day])] }
        return [
            ("data-as-of", [day]), ("revocation-source", [revocation.source.rawValue]),
            ("revocation-age", [String(max(0, revocation.age.components.seconds))]),
        ]
    }
}
