import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// RFC 4158: a valid path that exists is found, whatever lies beside it.
@Suite struct `Path building` {
    @Test func `finds the usual path, in whatever order the pool is`() throws {
        let world = try PathWorld()
        let low = try Party("Low")
        let over = [try world.middle.authorize(low), try world.root.authorize(world.middle)]
        let person = try low.certify(world.person)
        let root = try world.root.root()
        for pool in [over, over.reversed(), [[], [0x30, 0], root, person] + over] {
            let answer = world.decide(person, anchors: [root], over: pool)
            #expect(answer.isValid)
            #expect(answer.path == [person, over[0], over[1], root].map { DigestAlgorithm.sha256.digest($0) })
            #expect(answer.policies == [] && answer.revocation.map(\.status) == [.unchecked, .unchecked, .unchecked])
        }
    }

    @Test func `takes an intermediate for an anchor, or the certificate itself`() throws {
        let world = try PathWorld()
        let middle = try world.root.authorize(world.middle)
        let person = try world.middle.certify(world.person)
        #expect(world.decide(person, anchors: [middle]).isValid)
        #expect(world.decide(person, anchors: [person]).path.count == 1)
        #expect(world.decide(person, anchors: [person]).isValid)
        #expect(
            world.decide(person, anchors: [person], asking: { $0.moment = PathWorld.noon + 400 * 86_400 }).reason
                == .expired)
        #expect(world.decide(person, anchors: []).reason == .noPath)
    }

    /// One name, four certificates: expired, of another key, below an anchor that is not trusted, and the right one.
    @Test func `goes through all issuers that bear the name`() throws {
        let world = try PathWorld()
        let (stranger, twin) = (try Party("Stranger"), try Party(world.middle.name))
        let right = try world.root.authorize(world.middle)
        let wrong = [
            try world.root.authorize(world.middle) { $0.notAfter = PathWorld.noon - 1 },
            try world.root.authorize(twin), try stranger.authorize(world.middle),
            try world.root.authorize(world.middle) { $0.breaksSignature = true },
            try world.root.authorize(world.middle) { $0.basicConstraints = nil },
            try world.root.authorize(world.middle) { $0.moreExtensions = [.unknown(critical: true)] },
            try stranger.root(),
        ]
        // Without key identifiers nothing tells them apart beforehand.
        let person = try world.middle.certify(world.person) { $0.authorityKeyIdentifier = nil }
        let root = try world.root.root()
        for place in 0...wrong.count {
            var pool = wrong
            pool.insert(right, at: place)
            #expect(world.decide(person, anchors: [root], over: pool).isValid, "\(place)")
        }
        #expect(world.decide(person, anchors: [root], over: wrong).isValid == false)
    }

    /// An old root's path has ended; the new root's leads on, and the other way round.
    @Test func `takes the way over a cross certificate`() throws {
        let (old, new) = (try Party("Old Root"), try Party("New Root"))
        let (middle, person) = (try Party("Middle"), try Party("Person"))
        let over = [
            try new.authorize(middle), try old.authorize(new), try new.authorize(old), try new.root(), try old.root(),
        ]
        let leaf = try middle.certify(person)
        let world = try PathWorld()
        #expect(world.decide(leaf, anchors: [try new.root()], over: over).path.count == 3)
        #expect(world.decide(leaf, anchors: [try old.root()], over: over).path.count == 4)
        let expired = try new.root { $0.notAfter = PathWorld.noon - 1 }
        #expect(world.decide(leaf, anchors: [expired, try old.root()], over: over).path.count == 4)
        #expect(world.decide(leaf, anchors: [expired], over: over).reason == .expired)
    }

    @Test func `renews keys under one name`() throws {
        let world = try PathWorld()
        let newKey = try Party(world.middle.name)
        let over = [
            try world.root.authorize(world.middle) { $0.basicConstraints = .init(isAuthority: true, pathLength: 0) },
            try world.middle.authorize(newKey),
        ]
        // Self-issued certificates are not counted (§6.1.4(l)).
        let answer = world.decide(
            try newKey.certify(world.person), anchors: [try world.root.root()], over: over,
            asking: { $0.maximumDepth = 1 })
        #expect(answer.isValid)
        #expect(answer.path.count == 4)
    }

    @Test func `does not go round in circles`() throws {
        let world = try PathWorld()
        let parties = try (0..<4).map { try Party("Circle \($0)") }
        let circle = try parties.indices.map { try parties[$0].authorize(parties[($0 + 1) % 4]) }
        let leaf = try parties[0].certify(world.person)
        let answer = world.decide(leaf, anchors: [try world.root.root()], over: circle)
        #expect(answer.reason == .noPath)
        let way = try world.root.authorize(parties[2])
        #expect(world.decide(leaf, anchors: [try world.root.root()], over: circle + [way]).isValid)
    }

    /// BetterTLS: the first way leads into a dead end, for one reason after the other.
    static let deadEnds: [(String, @Sendable (inout CertificateShape) throws -> Void)] = [
        ("expired", { $0.notAfter = PathWorld.noon - 1 }),
        ("not yet valid", { $0.notBefore = PathWorld.noon + 60 }),
        (
            "no authority",
            {
                $0.basicConstraints = nil
                $0.keyUsage = nil
            }
        ),
        ("an authority that may not sign", { $0.keyUsage = [.cRLSign] }),
        ("too short a path", { $0.basicConstraints = .init(isAuthority: true, pathLength: 0) }),
        ("other names", { $0.moreExtensions = [Extensions.nameConstraints(excluded: [Name.host("example.com")])] }),
        ("an unknown critical extension", { $0.moreExtensions = [.unknown(critical: true)] }),
        ("no policy", { $0.policies = ["1.2.3.5"] }),
        ("a broken signature", { $0.breaksSignature = true }),
    ]

    @Test(arguments: deadEnds.indices) func `leaves a dead end (R15)`(index: Int) throws {
        let (label, change) = Self.deadEnds[index]
        let world = try PathWorld()
        let low = try Party("Low")
        let policies: @Sendable (inout CertificateShape) -> Void = { $0.policies = ["1.2.3.4"] }
        let dead = try world.root.authorize(world.middle) { shape in
            policies(&shape)
            shape.notAfter += 1  // looks better than the other
            try change(&shape)
        }
        let alive = try world.root.authorize(world.middle, policies)
        let below = try world.middle.authorize(low, policies)
        let leaf = try low.certify(world.person) { shape in
            policies(&shape)
            shape.dnsNames = ["example.com"]
        }
        func decide(_ pool: [[UInt8]]) throws -> ValidationAnswer {
            world.decide(leaf, anchors: [try world.root.root()], over: pool) { $0.requireExplicitPolicy = true }
        }
        #expect(try decide([dead, below]).isValid == false, "\(label)")
        #expect(try decide([dead, alive, below]).isValid, "\(label)")
        #expect(try decide([alive, below, dead]).isValid, "\(label)")
    }

    /// Twenty authorities, each certified by each other: 380 certificates, and one way out.
    @Test func `finds its way through a mesh of 20 by 20, within its budget (R16)`() throws {
        let world = try PathWorld()
        let parties = try (0..<20).map { try Party("Node \($0)") }
        var mesh: [[UInt8]] = []
        for one in parties.indices {
            for other in parties.indices where other != one { mesh.append(try parties[one].authorize(parties[other])) }
        }
        let leaf = try parties[0].certify(world.person)
        let (root, entry) = (try world.root.root(), try world.root.authorize(parties[19]))
        let found = timed { world.decide(leaf, anchors: [root], over: mesh + [entry]) }
        #expect(found.answer.isValid && found.answer.path.count == 4)
        // Nobody leads out: known without trying all the ways inside.
        let lost = timed { world.decide(leaf, anchors: [root], over: mesh) }
        #expect([.noPath, .untrusted].contains(lost.answer.reason))
        // The only way out is forged.
        let forged = try world.root.authorize(parties[19]) { $0.breaksSignature = true }
        let cheated = timed { world.decide(leaf, anchors: [root], over: mesh + [forged]) }
        #expect(cheated.answer.reason == .signature)
        // Every way out is too long.
        let short = try world.root.authorize(parties[19]) {
            $0.basicConstraints = .init(isAuthority: true, pathLength: 0)
        }
        let hopeless = timed { world.decide(leaf, anchors: [root], over: mesh + [short]) }
        #expect([.limit, .pathLength].contains(hopeless.answer.reason))
        for one in [found, lost, cheated, hopeless] { #expect(one.time < .seconds(4)) }
    }

    private func timed(_ act: () -> ValidationAnswer) -> (answer: ValidationAnswer, time: Duration) {
        let clock = ContinuousClock()
        let start = clock.now
        let answer = act()
        return (answer, clock.now - start)
    }

    @Test func `stays bounded among many issuers of one name (R16)`() throws {
        let world = try PathWorld()
        let twins = try (0..<200).map { _ in try world.root.authorize(try Party(world.middle.name)) }
        let leaf = try world.middle.certify(world.person) { $0.authorityKeyIdentifier = nil }
        let root = try world.root.root()
        #expect(world.decide(leaf, anchors: [root], over: twins).reason == .signature)
        #expect(world.decide(leaf, anchors: [root], over: twins + [try world.root.authorize(world.middle)]).isValid)
    }

    @Test func `takes a long path, and no endless one`() throws {
        let world = try PathWorld()
        let chain = try (0..<60).map { try Party("Step \($0)") }
        var pool = [try world.root.authorize(chain[0])]
        for step in 1..<60 { pool.append(try chain[step - 1].authorize(chain[step])) }
        let leaf = try chain[59].certify(world.person)
        let root = try world.root.root()
        #expect(world.decide(leaf, anchors: [root], over: pool).path.count == 62)
        #expect(world.decide(leaf, anchors: [root], over: pool) { $0.maximumDepth = 59 }.reason == .pathLength)
        #expect(world.decide(leaf, anchors: [root], over: pool) { $0.maximumDepth = 60 }.isValid)
    }

    // MARK: What is said when there is none

    @Test func `says how the path that got furthest ended`() throws {
        let world = try PathWorld()
        let stranger = try Party("Stranger")
        let (root, middle) = (try world.root.root(), try world.root.authorize(world.middle))
        let person = try world.middle.certify(world.person)
        #expect(world.decide(person, anchors: [root]).reason == .noPath)
        #expect(world.decide(person, anchors: [try stranger.root()], over: [middle, root]).reason == .untrusted)
        #expect(world.decide(try world.person.certify(world.person), anchors: [root]).reason == .untrusted)
        let forged = try world.middle.certify(world.person) { $0.breaksSignature = true }
        #expect(world.decide(forged, anchors: [root], over: [middle]).reason == .signature)
        let old = try world.middle.certify(world.person) { $0.notAfter = PathWorld.noon - 1 }
        #expect(world.decide(old, anchors: [root], over: [middle]).reason == .expired)
        #expect(world.decide(old, anchors: [root]).reason == .expired)
        #expect(world.decide(old, anchors: [root], over: [middle], asking: { $0.moment = nil }).isValid)
        let oldMiddle = try world.root.authorize(world.middle) { $0.notAfter = PathWorld.noon - 1 }
        #expect(world.decide(person, anchors: [root], over: [oldMiddle]).reason == .expired)
        let renamed = try world.root.authorize(Party("Other", key: world.middle.key))
        #expect(world.decide(person, anchors: [root], over: [renamed]).reason == .nameChaining)
        #expect(world.decide([1, 2, 3], anchors: [root]).reason == .parse)
        #expect(world.decide(person, anchors: [[1, 2, 3]]).reason == .parse)
    }

    /// §7.1: letters of either case, spaces and string types do not make another name.
    @Test func `chains names that are written differently`() throws {
        let world = try PathWorld()
        let written = try Party(
            DemoPKI.DistinguishedName([.country("al"), .init("2.5.4.3", .printable(" MIDDLE  "))]),
            key: world.middle.key)
        let person = try written.certify(world.person)
        let middle = try world.root.authorize(world.middle)
        #expect(world.decide(person, anchors: [try world.root.root()], over: [middle]).isValid)
        let other = try Party(
            DemoPKI.DistinguishedName([.country("AL"), .init("2.5.4.3", .t61("Middle"))]), key: world.middle.key)
        #expect(
            world.decide(try other.certify(world.person), anchors: [try world.root.root()], over: [middle]).isValid
                == false)
    }
}
