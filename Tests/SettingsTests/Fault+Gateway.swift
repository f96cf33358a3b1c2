extension Fault {
    static let gateway: [Fault] = [
        Fault(
            "an unknown key", "porta.yaml", "login-hosts", "login-host:", "login-hosts: x\nlogin-host:",
            "did you mean \"login-host\"?"),
        Fault(
            "an unknown key deeper down", "porta.yaml", "times.strat", "start: 45m", "strat: 45m",
            "did you mean \"start\"?"),
        Fault(
            "an unknown key like no other", "porta.yaml", "frobnicate", "store:", "frobnicate: 1\nstore:",
            "the keys here are"),
        Fault("a missing key", "porta.yaml", "store", "store: sqlite:porta.sqlite\n", "", "is missing"),
        Fault("a key without value", "porta.yaml", "store", "store: sqlite:porta.sqlite", "store:", "has no value"),
        Fault("a key that stands twice", "porta.yaml", "", "store:", "store: a\nstore:", "more than once", "keep one"),
        Fault("a file that is no YAML", "porta.yaml", "", "store:", "store: [", "not YAML"),
        Fault(
            "a list where a value belongs", "porta.yaml", "login-host", "login-host: login.example.al",
            "login-host: [ a ]", "a list"),
        Fault(
            "a value where a list belongs", "porta.yaml", "languages", "languages: [ sq, en ]", "languages: sq",
            "must be a list"),
        Fault(
            "a value where a table belongs", "porta.yaml", "times", "times: { start: 45m, card: 5m, consent: 10m }",
            "times: 5m", "must be a table"),
        Fault(
            "a number that is none", "porta.yaml", "public-port", "public-port: 443", "public-port: https",
            "whole number"),
        Fault("a port out of range", "porta.yaml", "public-port", "public-port: 443", "public-port: 70000", "65535"),
        Fault("a time without unit", "porta.yaml", "times.card", "card: 5m", "card: 5", "15m"),
        Fault("a time of nothing", "porta.yaml", "times.card", "card: 5m", "card: 0m", "15m"),
        Fault(
            "times of more than 90 minutes together", "porta.yaml", "times", "start: 45m", "start: 80m", "95 minutes",
            "shorten"),
        Fault(
            "an unknown environment", "porta.yaml", "environment", "environment: production", "environment: produktion",
            "did you mean \"production\"?"),
        Fault(
            "a fixed clock in production", "porta.yaml", "clock", "languages:",
            "clock: 2026-06-01T12:00:00Z\nlanguages:", "sandbox"),
        Fault(
            "a host with a scheme", "porta.yaml", "card-domain", "card-domain: card.example.al",
            "card-domain: https://card.example.al", "no https://"),
        Fault(
            "a login host on this machine in production", "porta.yaml", "login-host", "login-host: login.example.al",
            "login-host: login.porta.localhost", "sandbox"),
        Fault(
            "a login host within the card domain", "porta.yaml", "login-host", "login-host: login.example.al",
            "login-host: login.card.example.al", "within the card domain"),
        Fault(
            "a listener without port", "porta.yaml", "listen[0]", "\"0.0.0.0:443\"", "\"0.0.0.0\"", "\"0.0.0.0:443\""),
        Fault(
            "two listeners at one address", "porta.yaml", "listen", "\"0.0.0.0:80\"", "\"0.0.0.0:443\"", "two listeners"
        ),
        Fault(
            "the proxy protocol", "porta.yaml", "listen[0].proxy-protocol", "\"0.0.0.0:443\"",
            "{ address: \"0.0.0.0:443\", proxy-protocol: { from: [ 10.0.0.0/8 ] } }", "proxy protocol"),
        Fault(
            "an address of the privacy notice without https", "porta.yaml", "operator.privacy", "https://agency",
            "http://agency", "https://"),
        Fault(
            "two signing keys of one name", "porta.yaml", "saml.signing", "name: p256", "name: rsa", "two of one name"),
        Fault(
            "a set of issuers without number", "porta.yaml", "issuer-sets.64", "{ 1: [ demo ] }",
            "{ 1: [ demo ], 64: [ demo ] }", "1 to 63"),
        Fault(
            "a set of unknown issuers", "porta.yaml", "issuer-sets.2[0]", "{ 1: [ demo ] }",
            "{ 1: [ demo ], 2: [ dema ] }", "did you mean \"demo\"?"),
        Fault(
            "a store of several nodes", "porta.yaml", "store", "sqlite:porta.sqlite", "postgresql://db/porta",
            "PostgreSQL", "sqlite:"),
        Fault(
            "a folder of templates that is not there", "porta.yaml", "templates", "store:",
            "templates: nowhere\nstore:", "no folder"),
        Fault(
            "a logo of a kind that is not served", "porta.yaml", "operator.logo", "logo: logo.svg", "logo: porta.yaml",
            ".svg"),
    ]
}
