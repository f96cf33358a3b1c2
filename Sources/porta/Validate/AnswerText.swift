import Foundation
import OpenSSL
import PKI

/// A validation's answer, for programs and for people.
enum AnswerText {
    /// - Parameter id: JSON.
    static func json(_ answer: ValidationAnswer, id: String) -> String {
        let path = answer.path.map { "\"\(Hex.encode($0))\"" }.joined(separator: ",")
        let policies = answer.policies.map(\.description).sorted().map { "\"\($0)\"" }.joined(separator: ",")
        let revocation = answer.revocation.map(json).joined(separator: ",")
        return """
            {"id":\(id),"valid":\(answer.isValid),"reason":"\(answer.reason.rawValue)",\
            "detail":\(quoted(answer.detail)),"path":[\(path)],"policies":[\(policies)],\
            "revocation":[\(revocation)]}
            """
    }

    static let malformed = unanswered("null", .parse, "no case: a JSON object with cert and trust_anchors is expected")

    static func unanswered(_ id: String, _ reason: ValidationReason, _ detail: String) -> String {
        """
        {"id":\(id),"valid":false,"reason":"\(reason.rawValue)","detail":\(quoted(detail)),\
        "path":[],"policies":[],"revocation":[]}
        """
    }

    private static func json(_ one: ValidationAnswer.Revocation) -> String {
        var fields = ["\"cert\":\"\(Hex.encode(one.certificate))\"", "\"status\":\"\(one.status.rawValue)\""]
        if let facts = one.facts {
            fields.append("\"source\":\"\(facts.source.rawValue)\"")
            fields.append("\"thisUpdate\":\"\(facts.thisUpdate.formatted(.iso8601))\"")
            fields.append("\"nextUpdate\":" + (facts.nextUpdate.map { "\"\($0.formatted(.iso8601))\"" } ?? "null"))
        }
        return "{" + fields.joined(separator: ",") + "}"
    }

    static func words(_ answer: ValidationAnswer) -> String {
        var lines = ["\(Terminal.mark(answer.isValid)) \(answer.reason.rawValue): \(answer.detail)"]
        lines += answer.path.map { "  path: \(Hex.encode($0))" }
        lines += answer.policies.map(\.description).sorted().map { "  policy: \($0)" }
        for one in answer.revocation where one.status != .unchecked {
            let source = one.facts.map { " by \($0.source.rawValue) of \($0.thisUpdate.formatted(.iso8601))" } ?? ""
            lines.append("  revocation: \(Hex.encode(one.certificate)) \(one.status.rawValue)\(source)")
        }
        return lines.joined(separator: "\n")
    }

    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
