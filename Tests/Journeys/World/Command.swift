/// A program that is run to its end.
struct Command {
    struct Output {
        let status: Int32
        let out: String
        let err: String

        var all: String { out + err }
        var lines: [String] { out.split(separator: "\n").map(String.init) }
    }

    let words: [String]
    var environment: [String: String] = [:]
    var input: String?
    /// After that long it is ended, and its status is 124.
    var seconds = 90

    init(_ words: String...) { self.words = words }

    init(words: [String]) { self.words = words }

    func with(input: String) -> Command {
        var command = self
        command.input = input
        return command
    }

    func run() async throws -> Output {
        let folder = try Folder()
        let (out, err) = (folder.path("out"), folder.path("err"))
        let child = try Child(
            ["timeout", "--kill-after=5", String(seconds)] + words, environment: environment,
            input: input.map { try folder.write($0, "in") } ?? "/dev/null", output: out, error: err)
        let status = await child.ended()
        return Output(status: status, out: Folder.text(out), err: Folder.text(err))
    }
}
