import HummingbirdCore
import Logging
import NIOCore
import TLS

/// HTTP/1.1 behind TLS, for Hummingbird: the site's one host, and nothing for any other name.
struct SiteTLSChannel: ServerChildChannel {
    let base: HTTP1Channel
    let host: String
    let policy: TLSPolicy

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        let (host, policy) = (host, policy)
        return channel.eventLoop.makeCompletedFuture {
            let tls = TLSHandler { name in name?.lowercased() == host ? .policy(policy) : .refuse }
            try channel.pipeline.syncOperations.addHandler(tls)
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
