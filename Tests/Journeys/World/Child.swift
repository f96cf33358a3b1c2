import Foundation

/// A child process, its three streams in files. It begins with no signal blocked or ignored: the threads of Dispatch, where
/// tests run, block most signals, and a child would inherit that.
struct Child: Sendable {
    let number: pid_t

    /// `posix_spawn_file_actions_addclosefrom_np`, which glibc has since 2.34 and Swift does not see.
    private static let closeFrom: @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32 = {
        guard let found = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else {
            fatalError("glibc 2.34 or newer is needed")
        }
        return unsafeBitCast(
            found, to: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32).self)
    }()

    init(
        _ words: [String], environment: [String: String], input: String = "/dev/null", output: String, error: String
    ) throws {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        let appending = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, appending, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, error, appending, 0o644)
        // Other suites start programs at the same time and wait for the end of a socket that a child must not inherit.
        guard Self.closeFrom(&actions, 3) == 0 else { throw WorldError("a child would inherit open files") }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let inherited = Programs.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
        var (arguments, variables) = (words.map { strdup($0) } + [nil], inherited.map { strdup($0) } + [nil])
        defer { for text in arguments + variables { free(text) } }
        var number: pid_t = 0
        let failure = posix_spawnp(&number, words[0], &actions, &attributes, &arguments, &variables)
        guard failure == 0 else { throw WorldError("\(words[0]): \(String(cString: strerror(failure)))") }
        self.number = number
    }

    /// How it ended: its exit status, or 128 and the signal's number. To be called once.
    func ended() async -> Int32 {
        await withCheckedContinuation { continuation in
            // A thread of its own, which may block.
            Thread.detachNewThread {
                var status: Int32 = 0
                while waitpid(number, &status, 0) < 0, errno == EINTR {}
                continuation.resume(returning: status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F))
            }
        }
    }
}
