extension Fault {
    private static func site(
        _ description: String, _ key: String, _ old: String, _ new: String, _ word: String
    ) -> Fault {
        Fault(description, "relying-parties/portal.yaml", key, old, new, word)
    }

    static let sites: [Fault] = [
        site(
            "an unknown required attribute", "attributes.required[0]", "[ given-name,", "[ given-nam,",
            "did you mean \"given-name\"?"),
        site(
            "an attribute that is asked for twice", "attributes.optional[0]", "optional: [ national-id ]",
            "optional: [ given-name ]", "twice"),
        site(
            "the national identifier without permission", "attributes.optional[0]", "national-id: permitted\n", "",
            "national-id: permitted"),
        site(
            "a name that links sites, without permission", "attributes.optional[0]",
            "optional: [ national-id ] }\nname-id: pairwise\npairwise-group: example.al\nnational-id: permitted\n",
            "optional: [ subject-id ] }\n",
            "national-id: permitted"),
        site(
            "an age that nobody reaches", "attributes.optional[0]", "optional: [ national-id ]",
            "optional: [ age-over-200 ]", "age-over-18"),
        site(
            "the national identifier as a name, without permission", "name-id",
            "optional: [ national-id ] }\nname-id: pairwise\npairwise-group: example.al\nnational-id: permitted\n",
            "optional: [] }\nname-id: national-id\n", "national-id: permitted"),
        site("an unknown kind of name", "name-id", "name-id: pairwise", "name-id: email", "pairwise, transient"),
        site("an unknown issuer", "issuers[0]", "issuers: [ demo ]", "issuers: [ dema ]", "did you mean \"demo\"?"),
        site("an unknown signing key", "signing", "signing: p256", "signing: p257", "rsa"),
        site("a language that is not offered", "language", "language: en", "language: it", "not offered"),
        site("a profile that is not built", "profile", "profile: generic", "profile: spid", "generic, saml2int"),
        site("encryption without a key", "encrypt", "profile: generic", "encrypt: always", "encrypt: never"),
        site(
            "signed requests without a key", "signed-requests", "profile: generic", "signed-requests: required", "key"),
        site("an unknown level", "levels[0]", "profile: generic", "levels: [ high ]", "eidas-high"),
        site("a level twice", "levels", "profile: generic", "levels: [ x509, x509 ]", "twice"),
        site(
            "a change to an unknown key", "signing-next.key", "language: en",
            "signing-next: { key: other, from: 2026-07-01T00:00:00Z }", "rsa"),
        site(
            "a change without a day", "signing-next.from", "language: en", "signing-next: { key: rsa }", "missing"),
        site(
            "a name for what is no item", "attribute-names.given-nam", "language: en",
            "attribute-names: { given-nam: x }", "did you mean \"given-name\"?"),
        site(
            "one name for two items", "attribute-names", "language: en",
            "attribute-names: { given-name: \"urn:oid:2.5.4.4\" }", "no other has"),
        site(
            "a name of an attribute with a blank", "attribute-names.given-name", "language: en",
            "attribute-names: { given-name: \"given name\" }", "without blanks"),
        site(
            "a requester without a name", "requesters.https://tax.example.al/saml", "language: en",
            "requesters: { \"https://tax.example.al/saml\": registered }", "no name"),
        site(
            "identifiers for requesters where there are none", "pairwise-scope", "language: en",
            "pairwise-scope: requester", "requesters"),
        site(
            "a service that is not built", "service", "service: authentication\n", "service: authentication-and-data\n",
            "service: authentication"),
        site(
            "metadata at an address", "metadata", "metadata: portal.xml", "metadata: https://portal.example.al/saml",
            "save it"),
        site("metadata that is not there", "metadata", "metadata: portal.xml", "metadata: other.xml", "does not exist"),
        site("a text with invisible characters", "purpose.en", "To log in", "\"To log \\u202E in\"", "invisible"),
        Fault(
            "issuers that are no set", in: "relying-parties/portal.yaml", at: "issuers", "none of the issuer-sets",
            "issuer-sets: { 1: [ demo ] }"
        ) {
            try $0.edit("porta.yaml", "issuer-sets: { 1: [ demo ] }\n", "")
        },
        Fault(
            "an end of the metadata that is too far for the profile", in: "relying-parties/portal.xml",
            at: "md:EntityDescriptor/@validUntil", "further ahead"
        ) {
            try $0.edit("relying-parties/portal.yaml", "profile: generic", "profile: saml2int")
        },
        Fault("metadata that is no XML", in: "relying-parties/portal.xml", at: "/", "XML") {
            try $0.write("relying-parties/portal.xml", "<md:EntityDescriptor")
        },
        Fault(
            "a site on this machine in production", in: "relying-parties/portal.xml",
            at: "md:SPSSODescriptor/md:AssertionConsumerService[1]/@Location", "sandbox"
        ) {
            try $0.write("relying-parties/portal.xml", TestFolder.metadata(host: "portal.porta.localhost"))
        },
        Fault("one entity in two files", in: "relying-parties/second.yaml", at: "metadata", "portal.yaml too") {
            try $0.write("relying-parties/second.yaml", "metadata: portal.xml")
        },
        Fault("no issuer at all", in: "issuers", at: "", "no card issuer") {
            try $0.remove("issuers")
            try $0.edit("porta.yaml", "issuer-sets: { 1: [ demo ] }\n", "")
            try $0.edit("relying-parties/portal.yaml", "issuers: [ demo ]\n", "")
        },
    ]
}
