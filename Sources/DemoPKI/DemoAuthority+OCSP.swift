public import Foundation
import OpenSSL

extension DemoAuthority {
    /// The answer to an OCSP request: one single answer for each certificate asked about.
    ///
    /// A request that cannot be read, and a status that is not `successful`, give an answer without a body.
    public func ocspResponse(
        to request: [UInt8], at now: Date, options: OCSPAnswerOptions = OCSPAnswerOptions(),
        answering: ([UInt8]) -> OCSPStatus
    ) throws(DemoPKIError) -> [UInt8] {
        guard options.status == .successful else { return bare(options.status) }
        guard let question = OCSPQuestion(request) else { return bare(.malformedRequest) }
        let subjects = options.subjects ?? question.subjects
        let body = responseData(
            subjects.map { single($0, mine(question.subjects) ? answering($0.serial) : .unknown, at: now, options) },
            nonce: nonce(question, options), at: now, options)
        return try wrapped(body, options)
    }

    /// A request for one certificate, as a client would write it.
    public func ocspRequest(for serial: [UInt8], nonce: [UInt8]? = nil) -> [UInt8] {
        let list = Encode.sequence([Encode.sequence([OCSPQuestion.CertID(serial: serial, of: self).der])])
        let extensions = nonce.map { [Encode.tagged(2, Encode.sequence([nonceExtension(Encode.octets($0)).der]))] }
        return Encode.sequence([Encode.sequence([list] + (extensions ?? []))])
    }

    /// Whether the questions are about this authority's certificates at all, whatever digest they use.
    private func mine(_ subjects: [OCSPQuestion.CertID]) -> Bool {
        let digests: [DigestAlgorithm] = [.sha1, .sha256, .sha384, .sha512]
        return subjects.allSatisfy { subject in
            digests.contains { digest in
                let own = OCSPQuestion.CertID(serial: subject.serial, of: self, digest: digest)
                return own.issuerNameHash == subject.issuerNameHash && own.issuerKeyHash == subject.issuerKeyHash
            }
        }
    }

    private func bare(_ status: OCSPAnswerOptions.ResponseStatus) -> [UInt8] {
        Encode.sequence([Encode.enumerated(status.rawValue)])
    }

    private func single(
        _ subject: OCSPQuestion.CertID, _ status: OCSPStatus, at now: Date, _ options: OCSPAnswerOptions
    ) -> [UInt8] {
        let from = options.thisUpdate ?? now
        let until = options.lifetime.map {
            [Encode.tagged(0, Encode.generalizedTime(from.addingTimeInterval($0)))]
        }
        let extensions = options.singleExtensions
        return Encode.sequence(
            [subject.der, status.der, Encode.generalizedTime(from)] + (until ?? [])
                + (extensions.isEmpty ? [] : [Encode.tagged(1, Encode.sequence(extensions.map(\.der)))]))
    }

    private func nonce(_ question: OCSPQuestion, _ options: OCSPAnswerOptions) -> [Extension] {
        switch options.nonce {
        case .echo: question.nonce.map { [nonceExtension($0)] } ?? []
        case .omit: []
        case .raw(let value): [nonceExtension(value)]
        case .wrong: [nonceExtension(Encode.octets([UInt8](repeating: 0x5A, count: 16)))]
        }
    }

    private func nonceExtension(_ value: [UInt8]) -> Extension { Extension("1.3.6.1.5.5.7.48.1.2", value) }

    private func responseData(
        _ singles: [[UInt8]], nonce: [Extension], at now: Date, _ options: OCSPAnswerOptions
    ) -> [UInt8] {
        let extensions = nonce + options.moreExtensions
        return Encode.sequence(
            [
                responderID(options), Encode.generalizedTime(options.producedAt ?? now), Encode.sequence(singles),
            ] + (extensions.isEmpty ? [] : [Encode.tagged(1, Encode.sequence(extensions.map(\.der)))]))
    }

    private func signer(_ options: OCSPAnswerOptions) -> CertifiedKey {
        switch options.signer {
        case .delegate: responder
        case .issuer: issuing
        case .other(let other): other
        }
    }

    private func responderID(_ options: OCSPAnswerOptions) -> [UInt8] {
        let signer = signer(options)
        guard options.namesResponderByKey else { return Encode.tagged(1, SubjectName.of(signer.certificate)) }
        return Encode.tagged(2, Encode.octets(signer.keyIdentifier))
    }

    private func wrapped(_ body: [UInt8], _ options: OCSPAnswerOptions) throws(DemoPKIError) -> [UInt8] {
        let signer = signer(options)
        let algorithm = options.signatureAlgorithm ?? AlgorithmIdentifier.usual(for: signer.key.publicKey.kind)
        var sent = options.moreCertificates
        // The client has the issuer's certificate already.
        if options.sendsCertificate, !options.signer.isIssuer { sent.append(signer.certificate) }
        let certificates = sent.isEmpty ? [] : [Encode.tagged(0, Encode.sequence(sent))]
        let written = options.writtenAlgorithm ?? AlgorithmIdentifier.of(algorithm)
        let basic: [UInt8]
        if let signing = options.signing {
            basic = Encode.sequence([body, written, Encode.bits(signing(body))] + certificates)
        } else {
            basic = try SignedObject.make(
                body, key: signer.key, algorithm: algorithm, written: written, broken: options.breaksSignature,
                after: certificates)
        }
        let bytes = Encode.sequence([Encode.oid(options.responseType), Encode.octets(basic)])
        return Encode.sequence([Encode.enumerated(0), Encode.tagged(0, bytes)])
    }
}

extension OCSPAnswerOptions.Signer {
    fileprivate var isIssuer: Bool { if case .issuer = self { true } else { false } }
}
