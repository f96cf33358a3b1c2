import Foundation
public import SAML

/// How fresh the sites' metadata is, as Prometheus text.
public enum MetadataMetrics {
    public static func text(_ conditions: [MetadataCondition]) -> String {
        guard !conditions.isEmpty else { return "" }
        var lines = ""
        for (name, help, value) in families {
            lines += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
            for condition in conditions {
                guard let number = value(condition) else { continue }
                lines += "\(name){source=\"\(escaped(condition.source))\"} \(number)\n"
            }
        }
        return lines
    }

    private static let families: [(String, String, @Sendable (MetadataCondition) -> String?)] = [
        ("porta_metadata_sites", "sites that the source describes", { String($0.sites) }),
        ("porta_metadata_refused", "entities left out for faults of their own", { String($0.refused) }),
        ("porta_metadata_failing", "1 while the last fetch was for nothing", { $0.trouble == nil ? "0" : "1" }),
        ("porta_metadata_last_good_seconds", "when it was last fetched and good, Unix time", { time($0.lastGood) }),
        ("porta_metadata_valid_until_seconds", "until when it may be believed, Unix time", { time($0.validUntil) }),
    ]

    private static func time(_ date: Date?) -> String? { date.map { String(Int($0.timeIntervalSince1970)) } }

    /// A label's value in the text format: backslash, quote and line feed are escaped.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
