import Foundation
import PKI
import Synchronization

/// Answers the cases of standard input, as many at once as there are processors, each line written as soon as it is
/// known.
struct BatchRun {
    let validator: Validator

    func run() {
        signal(SIGPIPE, SIG_IGN)  // a reader that went away ends the run, it does not kill it
        let room = DispatchSemaphore(value: max(1, ProcessInfo.processInfo.activeProcessorCount))
        let (group, queue) = (DispatchGroup(), DispatchQueue(label: "porta.validate", attributes: .concurrent))
        let output = AnswerLines()
        var input = CaseLines()
        while let line = input.next(), !output.isClosed {
            room.wait()
            queue.async(group: group) { [validator] in
                output.write(Self.answer(line, by: validator))
                room.signal()
            }
        }
        group.wait()
    }

    private static func answer(_ line: CaseLines.Line, by validator: Validator) -> String {
        guard case .whole(let bytes) = line else {
            return AnswerText.unanswered("null", .limit, "a line longer than \(CaseLines.longest) bytes")
        }
        let line = BatchLine(bytes) { Date() }
        guard let given = line.given else {
            return line.id == "null"
                ? AnswerText.malformed : AnswerText.unanswered(line.id, .parse, "a field that cannot be read")
        }
        return AnswerText.json(validator.decide(given), id: line.id)
    }
}

/// Standard input, line by line, never more than one line in memory.
struct CaseLines {
    enum Line: Sendable {
        case whole([UInt8])
        case tooLong
    }

    /// Some lines are decided at once, and base64 stands for three quarters of its length in bytes: well below 256 MB.
    static let longest = 25_165_824

    private let handle = FileHandle.standardInput
    private let isFile: Bool
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    private var isTooLong = false

    init() { isFile = (try? FileHandle.standardInput.offset()) != nil }

    /// The next line that is not empty; nil at the end.
    mutating func next() -> Line? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                let line = finish(at: end)
                searched = start
                if let line { return line }
                continue
            }
            searched = buffer.count
            if searched - start > Self.longest {
                isTooLong = true
                (buffer, start, searched) = ([], 0, 0)
            }
            if isAtEnd {
                guard start < buffer.count || isTooLong else { return nil }
                return finish(at: buffer.count)
            }
            searched -= start
            buffer.removeSubrange(..<start)
            start = 0
            read()
        }
    }

    /// nil for an empty line.
    private mutating func finish(at end: Int) -> Line? {
        let line = Array(buffer[start..<end])
        start = min(end + 1, buffer.count)
        defer { isTooLong = false }
        if isTooLong || line.count > Self.longest { return .tooLong }
        return line.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 } ? nil : .whole(line)
    }

    /// A pipe gives what is there; a file would give all of itself.
    private mutating func read() {
        let data = isFile ? (try? handle.read(upToCount: 65_536)) ?? Data() : handle.availableData
        if data.isEmpty { isAtEnd = true }
        buffer.append(contentsOf: data)
    }
}

/// Standard output: whole lines, each at once.
final class AnswerLines: Sendable {
    private let closed = Mutex(false)

    var isClosed: Bool { closed.withLock { $0 } }

    func write(_ line: String) {
        closed.withLock { closed in
            guard !closed else { return }
            do { try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8)) } catch { closed = true }
        }
    }
}
