import Foundation
import Login
import OpenSSL
import PKI

/// What a judgement rests on, so that it can be shown and checked again years later (R37). Canonical JSON; bytes in
/// base64, digests in hex.
extension JudgementRecord {
    var evidence: JSON {
        .object([
            "certificate": .base64(certificate),
            "path": .list(path.map(JSON.base64)),
            "presented": .text(Moment.text(presentedAt)),
            "handshake": facts.json,
            "steps": .list(trace.steps.map(\.json)),
            "answers": .list(trace.revocation.map(\.json)),
            "revocation": revocation?.json ?? .null,
        ])
    }
}

extension HandshakeFacts {
    var json: JSON {
        .object([
            "version": .text(version), "suite": .text(suite), "group": .text(group),
            "signature": .text(signatureScheme), "name": .text(serverName), "address": .text(address),
            "exporter": .base64(exporter),
        ])
    }
}

extension JudgementStep {
    var json: JSON { .object(["name": .text(name.rawValue), "ok": .flag(ok), "detail": .text(detail)]) }
}

extension RevocationAnswer {
    var json: JSON {
        .object([
            "source": .text(source.rawValue), "url": .text(url), "status": .text(status.rawValue),
            "this-update": .text(thisUpdate.map(Moment.text)), "next-update": .text(nextUpdate.map(Moment.text)),
            "age": age.map(JSON.number) ?? .null, "detail": .text(detail),
        ])
    }
}

extension RevocationEvidence {
    var json: JSON {
        .object([
            "source": .text(source.rawValue), "url": .text(url), "this-update": .text(Moment.text(thisUpdate)),
            "next-update": .text(nextUpdate.map(Moment.text)), "age": .number(age), "proof": proof.json,
            "responder": responder?.json ?? .null,
        ])
    }
}

extension RevocationEvidence.Responder {
    var json: JSON {
        .object(["role": .text(role.rawValue), "certificate": .hex(certificate), "nonce": .flag(provedNonce)])
    }
}

extension RevocationEvidence.Proof {
    var json: JSON {
        switch self {
        case .ocsp(let response): .object(["ocsp": .base64(response)])
        case .crl(let issuer, let number, let sha256):
            .object([
                "issuer": .base64(issuer), "number": number.map(JSON.hex) ?? .null, "sha256": .hex(sha256),
            ])
        }
    }
}
