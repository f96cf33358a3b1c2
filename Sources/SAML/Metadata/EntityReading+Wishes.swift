import SignedXML

import struct Foundation.Date

/// What a site wants beside answers to its requests: attributes, logout, and what its federation says of it.
extension EntityReading {
    mutating func attributeServices(_ role: XMLElement) -> [ServiceProvider.AttributeConsumingService] {
        var services: [ServiceProvider.AttributeConsumingService] = []
        var indexes: Set<Int> = []
        for (position, service) in role.elements(SAMLNamespace.md("AttributeConsumingService")).enumerated() {
            let place = "md:SPSSODescriptor/md:AttributeConsumingService[\(position + 1)]"
            let index = service.attribute("index").flatMap { UInt16($0.trimmingXMLSpace) }.map(Int.init)
            if index.map({ !indexes.insert($0).inserted }) ?? true {
                note(.warning, .attributeIndex, "\(place)/@index", "the index is missing, no number or used twice")
            }
            services.append(
                .init(
                    index: index ?? 0, isDefault: service.attribute("isDefault").map { $0 == "true" || $0 == "1" },
                    names: Self.texts(service, SAMLNamespace.md("ServiceName")),
                    descriptions: Self.texts(service, SAMLNamespace.md("ServiceDescription")),
                    attributes: attributes(service, index ?? 0, place)))
        }
        return services
    }

    private mutating func attributes(
        _ service: XMLElement, _ index: Int, _ place: String
    ) -> [ServiceProvider.RequestedAttribute] {
        service.elements(SAMLNamespace.md("RequestedAttribute")).compactMap { attribute in
            guard let name = attribute.attribute("Name"), !name.isEmpty else { return nil }
            let format = attribute.attribute("NameFormat")
            if format.map({ !sameBytes($0, AttributeNameFormat.uri) }) ?? true {
                note(.advice, .attributeFormat, place, "\(name) is asked for in another NameFormat than uri")
            }
            let isRequired = attribute.attribute("isRequired").map { $0 == "true" || $0 == "1" } ?? false
            if isRequired, !AttributeSet.isGivenByCards(name) {
                note(.warning, .unknownAttribute, place, "\(name) is demanded, and no card says it")
            }
            return .init(
                serviceIndex: index, name: name, nameFormat: format,
                friendlyName: attribute.attribute("FriendlyName"), isRequired: isRequired)
        }
    }

    mutating func logoutServices(_ role: XMLElement) -> [SingleLogoutService] {
        var services: [SingleLogoutService] = []
        for element in role.elements(SAMLNamespace.md("SingleLogoutService")) {
            let (location, answers) = (element.attribute("Location") ?? "", element.attribute("ResponseLocation"))
            guard fault(ofAddress: location) == nil, answers.map({ fault(ofAddress: $0) == nil }) ?? true else {
                note(
                    .warning, .logoutLocation, "md:SPSSODescriptor/md:SingleLogoutService",
                    "the service is left out: no https address")
                continue
            }
            services.append(
                SingleLogoutService(
                    binding: element.attribute("Binding") ?? "", location: location, responseLocation: answers))
        }
        return services
    }

    func registration(_ entity: XMLElement) -> ServiceProvider.Registration? {
        let info = Self.extensions(entity)?.elements(SAMLNamespace.mdrpi("RegistrationInfo")).first
        guard let authority = info?.attribute("registrationAuthority"), !authority.isEmpty else { return nil }
        return .init(
            authority: authority, instant: info?.attribute("registrationInstant").flatMap { SAMLTime.date($0) })
    }

    func entityAttributes(_ entity: XMLElement) -> [ServiceProvider.EntityAttribute] {
        let holders = Self.extensions(entity)?.elements(SAMLNamespace.mdattr("EntityAttributes")) ?? []
        return holders.flatMap { $0.elements(SAMLNamespace.saml("Attribute")) }.compactMap { attribute in
            guard let name = attribute.attribute("Name") else { return nil }
            let values = attribute.elements(SAMLNamespace.saml("AttributeValue")).compactMap {
                $0.text?.trimmingXMLSpace
            }
            return .init(name: name, values: values)
        }
    }

    /// Of the role, else of the entity (SAML algorithm support §2.4).
    func signingMethods(_ role: XMLElement, _ entity: XMLElement) -> [String] {
        let lists = [role, entity].lazy.map { element in
            (Self.extensions(element)?.elements(SAMLNamespace.alg("SigningMethod")) ?? []).compactMap {
                $0.attribute("Algorithm")
            }
        }
        return lists.first { !$0.isEmpty } ?? []
    }

    private static func extensions(_ element: XMLElement) -> XMLElement? {
        element.elements(SAMLNamespace.md("Extensions")).first
    }
}
