
import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing
@Suite(.serialized) struct Speed {
    @Test func speed() async throws {
        let world = try CardWorld()
        let card = try world.card()
        let p = world.presented(card.certificate)
        for sources in [[world.ocsp], [world.crl]] {
            let judge = try world.judge(sources: sources)
            _ = await Seen(judge.judge(p))
            let clock = ContinuousClock()
            let n = 20000
            let d = await clock.measure { for _ in 0..<n { _ = await judge.judge(p) } }
            print("SPEED cached judge", sources, d / n)
        }
        let clock = ContinuousClock()
        let cards = try (0..<300).map { _ in try world.card() }.map { world.presented($0.certificate) }
        let judge = try world.judge(sources: [world.crl])
        await judge.poll()
        let d = await clock.measure { for c in cards { _ = await judge.judge(c) } }
        print("SPEED first judge", d / 300)
        let parse = try clock.measure { for _ in 0..<5000 { _ = try Certificate(der: card.certificate) } }
        print("SPEED parse", parse / 5000)
        for n in [100_000, 1_000_000] {
            let entries = (0..<n).map { _ in CRLEntry(serial: [0x40] + Randomness.system(15), date: CardWorld.noon, reason: .keyCompromise) }
            let list = try world.authority.crl(entries, number: 1, thisUpdate: CardWorld.noon, nextUpdate: CardWorld.noon + 3600)
            world.set { [list] in $0.crl = .bytes(list) }
            let j = try world.judge(sources: [world.crl])  { $0.maximumListBytes = 100_000_000 }
            let load = await clock.measure { await j.poll() }
            print("SPEED load", n, list.count, load)
            _ = await Seen(j.judge(p))
            let d = await clock.measure { for _ in 0..<2000 { _ = await j.judge(p) } }
            print("SPEED judge with list", d / 2000)
        }
    }
}
