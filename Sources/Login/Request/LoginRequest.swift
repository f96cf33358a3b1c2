public import Foundation

/// What a site asks, free of the protocol it asked in.
public struct LoginRequest: Equatable, Sendable {
    public let site: RelyingParty.ID
    /// The site's own name for this request, at most 256 bytes of UTF-8.
    public let requestID: String
    /// Which of the addresses in the site's metadata gets the answer, by its index there.
    public let answerIndex: UInt16
    /// What the site wants back unchanged (RelayState), at most 1,024 bytes.
    public let state: String?
    public let nameID: NameIDKind
    /// When it arrived; an attempt ends at the latest 90 minutes later.
    public let receivedAt: Date
    /// The card has to be used for this very login (ForceAuthn): no session answers.
    public let needsCard: Bool
    /// Nothing may be shown to the visitor (IsPassive): a session answers, or nobody.
    public let isPassive: Bool
    /// What it chooses of what the site may have.
    public let wishes: LoginWishes

    public init(
        site: RelyingParty.ID, requestID: String, answerIndex: UInt16, state: String?, nameID: NameIDKind,
        receivedAt: Date, wishes: LoginWishes = LoginWishes(), needsCard: Bool = false, isPassive: Bool = false
    ) {
        self.site = site
        self.requestID = requestID
        self.answerIndex = answerIndex
        self.state = state
        self.nameID = nameID
        self.receivedAt = receivedAt
        self.needsCard = needsCard
        self.isPassive = isPassive
        self.wishes = wishes
    }
}

extension LoginRequest {
    func write(to writer: inout ByteWriter) {
        writer.write(text: site.value)
        writer.write(text: requestID)
        writer.write(answerIndex)
        writer.write(optional: state)
        writer.write(nameID.rawValue)
        writer.write(date: receivedAt)
        writer.write((needsCard ? 1 : 0) | (isPassive ? 2 : 0) as UInt8)
        wishes.write(to: &writer)
    }

    init?(from reader: inout ByteReader) {
        guard let site = reader.text(), let requestID = reader.text(), let answerIndex = reader.uint16(),
            let state = reader.optionalText(), let nameID = reader.byte().flatMap(NameIDKind.init(rawValue:)),
            let receivedAt = reader.date(), let flags = reader.byte(), flags <= 3,
            let wishes = LoginWishes(from: &reader)
        else { return nil }
        self.init(
            site: RelyingParty.ID(site), requestID: requestID, answerIndex: answerIndex, state: state.text,
            nameID: nameID, receivedAt: receivedAt, wishes: wishes, needsCard: flags & 1 != 0,
            isPassive: flags & 2 != 0)
    }
}
