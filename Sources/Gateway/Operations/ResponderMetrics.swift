import PKI

/// How the issuers' OCSP responders are doing, as Prometheus text.
enum ResponderMetrics {
    static func text(_ conditions: [ResponderCondition]) -> String {
        guard !conditions.isEmpty else { return "" }
        var lines = ""
        for (name, help, kind, value) in families {
            lines += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
            for condition in conditions {
                guard let number = value(condition) else { continue }
                lines +=
                    "\(name){issuer=\"\(escaped(condition.issuer))\",url=\"\(escaped(condition.url))\"} \(number)\n"
            }
        }
        return lines
    }

    private static let families: [(String, String, String, @Sendable (ResponderCondition) -> String?)] = [
        (
            "porta_ocsp_circuit_open", "1 while the responder is left alone after failures", "gauge",
            { $0.circuit == .closed ? "0" : "1" }
        ),
        ("porta_ocsp_failures_in_a_row", "up to now", "gauge", { String($0.failures) }),
        (
            "porta_ocsp_latency_p95_seconds", "of its latest answers", "gauge",
            { $0.p95.map { String(Double($0.components.attoseconds) / 1e18 + Double($0.components.seconds)) } }
        ),
        ("porta_ocsp_questions_total", "asked since the start", "counter", { String($0.questions) }),
        ("porta_ocsp_answers_total", "that could be believed", "counter", { String($0.answers) }),
    ]

    /// A label's value in the text format: backslash, quote and line feed are escaped.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
