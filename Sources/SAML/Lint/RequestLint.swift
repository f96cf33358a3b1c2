import SignedXML

/// What can be said of a request without knowing the site.
struct RequestLint {
    let request: AuthnRequest
    let element: XMLElement
    let rules: RequestRules

    func run(_ report: inout RequestReport) {
        whence(&report)
        wishes(&report)
        ignored(&report)
    }

    private func whence(_ report: inout RequestReport) {
        if request.version != "2.0" { report.note(.error, .version, "@Version", "it is not 2.0") }
        let format = element.elements(SAMLNamespace.saml("Issuer")).first?.attribute("Format")
        if let format, !sameBytes(format, NameIDFormat.entity) {
            report.note(.warning, .issuerFormat, "saml:Issuer/@Format", "it is not the format of entity IDs")
        }
        if let destination = request.destination {
            if !rules.destinations.contains(where: { sameBytes($0, destination) }) {
                report.note(.error, .destination, "@Destination", "it is not an address of ours")
            }
        } else {
            report.note(.advice, .destinationMissing, "@Destination", "there is none")
        }
    }

    private func wishes(_ report: inout RequestReport) {
        if request.consumerIndex != nil, request.consumerURL != nil || request.protocolBinding != nil {
            report.note(.error, .consumerContradiction, "@AssertionConsumerService…", "index and address together")
        }
        if let binding = request.protocolBinding, !sameBytes(binding, SAMLBinding.post) {
            report.note(.error, .binding, "@ProtocolBinding", "answers do not go by this binding")
        }
        if let asked = request.requestedAuthnContext, rules.levels.granted(asked) == nil {
            let rule: RequestRule = asked.comparison == .exact ? .level : .levelComparison
            report.note(
                .error, rule, "samlp:RequestedAuthnContext", "no card gives this by the comparison \(asked.comparison)")
        }
        if request.isPassive, !rules.passiveIsPossible || request.forceAuthn {
            report.note(.error, .passive, "@IsPassive", "a card is never passive")
        }
        if let format = request.nameIDPolicy?.format, !sameBytes(format, NameIDFormat.unspecified),
            !rules.nameIDFormats.contains(where: { sameBytes($0, format) })
        {
            report.note(.error, .nameID, "samlp:NameIDPolicy/@Format", "this format is not given out")
        }
        if let scoping = request.scoping, let providers = scoping.identityProviders,
            !providers.contains(where: { sameBytes($0, rules.entityID) })
        {
            report.note(.error, .scoping, "samlp:Scoping/samlp:IDPList", "it names other identity providers only")
        }
        if request.subject != nil, !rules.subjectsAreCompared {
            report.note(.error, .subject, "saml:Subject", "it is not compared")
        }
        if request.hasConditions {
            report.note(.error, .conditions, "saml:Conditions", "conditions are not taken over")
        }
    }

    private func ignored(_ report: inout RequestReport) {
        for element in request.extensions {
            report.note(.advice, .extensions, "samlp:Extensions/\(element.name.local)", "the extension is ignored")
        }
        if request.providerName != nil {
            report.note(.advice, .providerName, "@ProviderName", "the name is not shown")
        }
    }
}
