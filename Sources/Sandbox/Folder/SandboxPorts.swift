import NIOCore
import NIOPosix

/// The ports of a sandbox: one is chosen by its owner, the others are whatever was free when it was made.
struct SandboxPorts: Hashable, Sendable {
    var gateway: Int
    var redirect: Int
    var operations: Int
    var ocsp: Int
    var crl: Int
    var portal: Int
    var shop: Int

    /// Holds all of them open until the last is found, so that none is given out twice.
    static func choose(gateway: Int) throws(SandboxError) -> SandboxPorts {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }
        do {
            let held = try (0..<7).map { _ in
                try ServerBootstrap(group: group).bind(host: "127.0.0.1", port: 0).wait()
            }
            let free = held.compactMap { $0.localAddress?.port }.filter { $0 != gateway }
            for channel in held { try channel.close().wait() }
            guard free.count >= 6 else { throw SandboxError.noFreePort(reason: "the system gave too few") }
            return SandboxPorts(
                gateway: gateway, redirect: free[0], operations: free[1], ocsp: free[2], crl: free[3],
                portal: free[4], shop: free[5])
        } catch {
            throw .noFreePort(reason: String(describing: error))
        }
    }
}
