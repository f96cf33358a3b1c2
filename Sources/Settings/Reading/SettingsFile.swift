import Foundation
import Yams

/// One YAML file of the folder.
final class SettingsFile {
    let inspection: Inspection
    /// As findings name it: `issuers/demo.yaml`.
    let name: String
    /// Where the paths in it start from.
    let directory: String
    /// The beginning of the variables that override its keys: `PORTA_ISSUERS_DEMO`.
    let variable: String
    private let root: Node?

    /// Opens the file, or reports why it cannot be read as YAML.
    init?(_ name: String, variable: String, in inspection: Inspection) {
        self.inspection = inspection
        self.name = name
        self.variable = variable
        let path = inspection.folder + "/" + name
        directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            // 1 MB: the largest configuration seen anywhere is a tenth of it.
            let bytes = try inspection.read(path, limit: 1 << 20)
            root = try Self.compose(bytes, name, inspection)
        } catch let trouble as FileTrouble {
            inspection.report(
                Finding(
                    severity: .error, file: name, key: "", line: nil, what: "the file \(trouble.what)",
                    mend: trouble.mend(name)))
            return nil
        } catch {
            return nil
        }
    }

    /// The file's outermost table.
    var top: Setting { Setting(file: self, key: "", variable: variable, node: root, line: nil) }

    /// A path in this file, made absolute.
    func resolve(_ path: String) -> String {
        path.hasPrefix("/") ? path : URL(fileURLWithPath: directory + "/" + path).standardizedFileURL.path
    }

    private struct NotYAML: Error {}

    private static func compose(_ bytes: [UInt8], _ name: String, _ inspection: Inspection) throws -> Node? {
        func refuse(_ what: String, line: Int?, _ mend: String) -> NotYAML {
            inspection.report(
                Finding(severity: .error, file: name, key: "", line: line, what: what, mend: mend))
            return NotYAML()
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw refuse("the file is not UTF-8", line: nil, "save it as UTF-8 text")
        }
        do {
            return try Yams.compose(yaml: text, .basic)
        } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _)
        {
            throw refuse("not YAML: \(problem)", line: mark.line, "mend the line, or the one above it")
        } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
            let keys = keys.map { "\"\($0)\"" }.joined(separator: ", ")
            throw refuse("\(keys) stands here more than once", line: context.mark.line, "keep one of them")
        } catch {
            throw refuse("not YAML", line: nil, "check it with a YAML reader")
        }
    }
}
