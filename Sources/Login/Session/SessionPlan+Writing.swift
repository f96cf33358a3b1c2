import Foundation
import OpenSSL

extension SessionPlan {
    /// Seals what is kept: the card and the key to the ticket, the site to the key, and the key once more to what the
    /// site was told, so that the site can end the session without the browser.
    func change(
        _ site: RelyingParty, named name: SessionName, items: [Item], at now: Date, sealing: SealingKeys,
        names: PairwiseKey
    ) throws(SealError) -> SessionChange {
        let entry = SessionSite(site: site.id, name: name, index: index, shown: shown, items: items, at: now)
        let stored = StoredSite(
            session: id, mark: SessionMarks.index(index), name: names.sessionMark(site.id, name.value),
            indexKey: try sealing.seal(key, as: .session, boundTo: SessionMarks.indexBinding(index)),
            nameKey: try sealing.seal(key, as: .session, boundTo: SessionMarks.nameBinding(site.id, name.value)),
            body: try sealing.seal(entry.contents, as: .session, boundTo: key), ends: ends)
        return SessionChange(act: try act(sealing), replaced: replaced, site: stored)
    }

    private func act(_ sealing: SealingKeys) throws(SealError) -> SessionChange.Act {
        guard act != .use else { return .use(id) }
        let session = StoredSession(
            id: id, ticket: ticket.mark, key: try sealing.seal(key + person, as: .session, boundTo: ticket.bytes),
            card: try card.map { card throws(SealError) in
                try sealing.seal(card.contents, as: .session, boundTo: ticket.bytes + key)
            }, serves: serves, ends: ends)
        return act == .begin ? .begin(session) : .renew(session)
    }
}

/// By what a site's request to log out finds its session.
enum SessionMarks {
    static func index(_ index: String) -> [UInt8] {
        DigestAlgorithm.sha256.digest(Array("porta session index 1".utf8) + [0] + Array(index.utf8))
    }

    static func indexBinding(_ index: String) -> [UInt8] { Array("index".utf8) + [0] + Array(index.utf8) }

    static func nameBinding(_ site: RelyingParty.ID, _ name: String) -> [UInt8] {
        Array("name".utf8) + [0] + Array(site.value.utf8) + [0] + Array(name.utf8)
    }
}
