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

    /// Below the range from which the system gives ports to whoever connects somewhere: one of those could be taken
    /// again before the sandbox listens on it.
    private static let range = 10_240...32_767

    /// Holds all of them open until the last is found, so that none is given out twice.
    static func choose(gateway: Int) throws(SandboxError) -> SandboxPorts {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }
        var held: [any Channel] = []
        // A machine on which hundreds of ports in a row are taken has other troubles.
        for _ in 0..<500 where held.count < 6 {
            let port = Int.random(in: range)
            guard port != gateway,
                let channel = try? ServerBootstrap(group: group).bind(host: "127.0.0.1", port: port).wait()
            else { continue }
            held.append(channel)
        }
        let free = held.compactMap { $0.localAddress?.port }
        for channel in held { try? channel.close().wait() }
        guard free.count == 6 else { throw .noFreePort(reason: "500 of them were tried") }
        return SandboxPorts(
            gateway: gateway, redirect: free[0], operations: free[1], ocsp: free[2], crl: free[3],
            portal: free[4], shop: free[5])
    }
}
