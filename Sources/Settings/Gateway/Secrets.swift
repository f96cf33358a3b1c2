import OpenSSL

/// The gateway's own secrets, 32 bytes each. They do not print themselves.
public struct Secrets: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The first seals, all of them open.
    public let sealing: [[UInt8]]
    /// The first makes labels, all of them read.
    public let label: [[UInt8]]
    /// Names persons to sites. Losing it loses every account known by such a name.
    public let pairwise: [UInt8]

    public var description: String { "•••" }
    public var debugDescription: String { "•••" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Setting {
    func secrets(isSandbox: Bool) -> Secrets? {
        table { table in
            let sealing = table.required("sealing")?.secretList()
            let label = table.required("label")?.secretList()
            let setting = table.required("pairwise")
            let pairwise = setting?.secret()
            let backup = table.value("pairwise-backup")?.day()
            if backup == nil, !isSandbox, pairwise != nil {
                setting?.warning(
                    "no backup of this key is confirmed; losing it loses every private account",
                    "keep a copy in a safe place, then write the day of it: pairwise-backup: 2026-01-31")
            }
            guard let sealing, let label, let pairwise, let setting else { return nil }
            let all = sealing + label + [pairwise]
            guard Set(all).count == all.count else {
                setting.error("one key is used for two purposes, or stands twice", "make another: porta keys new")
                return nil
            }
            return Secrets(sealing: sealing, label: label, pairwise: pairwise)
        }
    }

    private func secretList() -> [[UInt8]]? {
        guard let secrets = list({ $0.secret() }) else { return nil }
        guard !secrets.isEmpty else {
            error("names no key", "make one: porta keys new")
            return nil
        }
        return secrets
    }

    private func secret() -> [UInt8]? {
        guard let file = secretFile(limit: 1_024) else { return nil }
        guard let secret = Base64.decodeURL((file.text ?? "").trimmingSpaces), secret.count == 32 else {
            error(
                "the file \"\(file.name)\" does not hold 32 bytes in base64url on one line",
                "make a key: porta keys new sealing (or label, pairwise)")
            return nil
        }
        return secret
    }
}
