extension RelyingParty {
    /// The site as it asks in one request: what it chose of its registration, and for whom. Everything after the
    /// request's arrival is judged and shown by this, so that what is shown is what is sent.
    ///
    /// - Parameter name: how another registered site is called.
    /// - Returns: `nil` if the registration has changed meanwhile and knows the set or the requester no longer.
    func asking(_ request: LoginRequest, naming name: (String) -> LocalizedText?) -> RelyingParty? {
        var party = self
        let wishes = request.wishes
        if let number = wishes.itemSet {
            guard let set = itemSets[number], !set.demandsMore else { return nil }
            party.service = set.name
            party.required = required.filter(set.items.contains)
            party.optional = optional.filter(set.items.contains)
        }
        if request.nameID == .nationalID {
            guard mayHaveNationalID else { return nil }
            // A name that is the number is the number: shown, agreed to and recorded as such.
            if !party.required.contains(.nationalID) { party.required.append(.nationalID) }
            party.optional.removeAll { $0 == .nationalID }
        }
        for id in wishes.requesters {
            guard let requester = requesters[id], let shown = requester.name ?? name(id) else { return nil }
            party.shownRequesters.names.append(shown)
        }
        party.shownRequesters.hasUnknown = wishes.hasUnknownRequester
        if isPairwisePerRequester, let id = wishes.requesters.first {
            party.pairwiseGroup = scope(of: id)
        }
        return party
    }

    /// The group of a requester: its own where the operator named one, else one that no other site can come by. A
    /// requester's entity ID alone would give the portal the names that another site knows its visitors by (O7).
    private func scope(of requester: String) -> String {
        requesters[requester]?.pairwiseGroup ?? "\(pairwiseGroup ?? id.value) \(requester)"
    }
}
