extension CardJudge {
    /// How every OCSP responder is doing, by issuer and in the order of the configuration.
    public func responders() async -> [ResponderCondition] {
        var conditions: [ResponderCondition] = []
        for bench in benches { conditions += await bench.revocation.conditions() }
        return conditions
    }
}
