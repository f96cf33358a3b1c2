import Foundation
import Sandbox
import Testing

@Suite struct RevocationServerTests {
    private func ocsp(_ world: World, _ card: String) async -> String {
        await world.run(
            "cat issuers/demo-root.pem issuers/demo-issuing.pem > chain.pem;",
            "openssl ocsp -url \(world.summary.ocsp) -issuer issuers/demo-issuing.pem -cert cards/\(card).pem",
            "-CAfile chain.pem"
        ).output
    }

    @Test func `the responder knows each card's standing`() async throws {
        try await World().served { world in
            for (card, status) in [
                ("good", "good"), ("p384", "good"), ("missing-intermediate", "good"), ("revoked", "revoked"),
                ("on-hold", "revoked"), ("just-activated", "unknown"),
            ] {
                let answer = await ocsp(world, card)
                #expect(answer.contains("Response verify OK"), "\(answer)")
                #expect(answer.contains("cards/\(card).pem: \(status)"), "\(answer)")
            }
        }
    }

    @Test func `a switch works at once, in both sources`() async throws {
        try await World().served { world in
            try await world.switch("revoke", "good")
            #expect(await ocsp(world, "good").contains("good.pem: revoked"))
            let list = await world.run("curl -s \(world.summary.crl) | openssl crl -inform der -noout -crlnumber")
            #expect(list.output.contains("crlNumber=0x02"), "\(list.output)")
            let delta = await world.run("curl -s \(world.summary.delta) | openssl crl -inform der -noout -text")
            #expect(delta.output.contains("Delta CRL Indicator"), "\(delta.output)")
            try await world.switch("release", "good")
            #expect(await ocsp(world, "good").contains("good.pem: good"))
        }
    }

    @Test func `a source that is off says nothing, and comes back`() async throws {
        try await World().served { world in
            try await world.switch("crl", "off")
            try await world.switch("ocsp", "off")
            // 52: the server closed without an answer.
            #expect(await world.run("curl -s \(world.summary.crl)").code == 52)
            #expect(await !ocsp(world, "good").contains("Response verify OK"))
            try await world.switch("crl", "on")
            try await world.switch("ocsp", "on")
            #expect(await world.run("curl -sf -o list.crl \(world.summary.crl)").code == 0)
            #expect(await ocsp(world, "good").contains("good.pem: good"))
        }
    }

    @Test func `a request by GET is answered like one by POST`() async throws {
        try await World().served { world in
            let answer = await world.run(
                "openssl ocsp -issuer issuers/demo-issuing.pem -cert cards/good.pem -no_nonce -reqout request.der;",
                "curl -s -o answer.der \(world.summary.ocsp)$(base64 -w0 request.der | sed 's/+/%2B/g;s,/,%2F,g');",
                "openssl ocsp -respin answer.der -noverify -resp_text")
            #expect(answer.output.contains("Cert Status: good"), "\(answer.output)")
        }
    }

    @Test(arguments: ["nothing.crl", "../ca/root.key", "demo.crl/x"])
    func `nothing else is served`(path: String) async throws {
        try await World().served { world in
            let url = world.summary.crl.replacingOccurrences(of: "demo.crl", with: path)
            let answer = await world.run("curl -s --path-as-is -o out.txt -w '%{http_code}' \(url)")
            #expect(answer.output == "404")
        }
    }
}
