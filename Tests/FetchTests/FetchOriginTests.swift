import Fetch
import Testing

@Suite struct `An origin` {
    @Test(arguments: [
        ("http://ocsp.example.al", "http://ocsp.example.al:80"),
        ("https://Crl.Example.AL/list.crl?x=1", "https://crl.example.al:443"),
        ("HTTP://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/a", "http://[::1]:8080"),
    ])
    func `is scheme, host and port`(url: String, origin: String) {
        #expect(FetchOrigin(url: url)?.description == origin)
    }

    /// threats: V1, the forms in which a URL smuggles another address past a careless reader.
    @Test(arguments: [
        "", "ocsp.example.al", "//ocsp.example.al", "http:ocsp.example.al", "http:/ocsp.example.al", "http:///x",
        "ftp://ocsp.example.al", "file:///etc/passwd", "ldap://ocsp.example.al", "gopher://ocsp.example.al",
        "javascript:alert(1)", "http://user@ocsp.example.al", "http://user:pass@ocsp.example.al",
        "http://ocsp.example.al@evil.example", "http://ocsp.example.al:80@evil.example",
        "http://ocsp.example.al#@evil.example", "http://evil.example\\@ocsp.example.al",
        "http://ocsp.example.al:0", "http://ocsp.example.al:65536", "http://ocsp.example.al:",
        "http://ocsp.example.al:8a",
        "http://ocsp.example.al:080", "http://ocsp.example.al:+80", "http://ocsp.example.al.", "http://.example.al",
        "http://-x.example.al", "http://ocsp.example.al%2eevil.example", "http://ocsp.example.al /",
        "http://ocsp.example.al/\r\nHost: x", "http://ocsp.example.al/\u{0}", "http://ocsp.exämple.al", "http://[::1",
        "http://[fe80::1%25eth0]/", "http://[::1]x/", "http://ocsp.example.al/{a,b}",
        "http://" + String(repeating: "a", count: 254),
    ])
    func `is refused for any other form of URL`(url: String) {
        #expect(FetchOrigin(url: url) == nil)
    }

    /// Lists may come from a directory; nothing else asks one.
    @Test func `may be a directory's, where that is said`() {
        let url = "ldap://directory.example.al/cn=CA%201,o=X?certificateRevocationList;binary"
        #expect(FetchOrigin(url: url) == nil)
        #expect(FetchOrigin(url: url, among: ["http", "ldap"])?.description == "ldap://directory.example.al:389")
        #expect(FetchOrigin(url: "ldaps://directory.example.al/", among: ["ldap"]) == nil)
        #expect(FetchOrigin(url: "ldap://user@directory.example.al/", among: ["ldap"]) == nil)
    }

    @Test(arguments: [
        "http://2130706433", "http://0x7f.1", "http://127.1", "http://[::ffff:127.0.0.1]", "https://127.0.0.1:80",
    ])
    func `is not another origin in other digits`(url: String) {
        #expect(FetchOrigin(url: url) != FetchOrigin(url: "http://127.0.0.1"))
    }
}
