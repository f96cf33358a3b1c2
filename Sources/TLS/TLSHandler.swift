public import NIOCore

/// TLS for one connection, as the first handler of its pipeline. The channel must allow remote half-closure.
///
/// No library memory is taken before the first byte. `choose` is asked once, with the name in the hello (nil: none,
/// or not well formed), before any public-key work; it must be quick. What happens is told by `TLSEvent`s.
/// Closing sends whatever was written and a close_notify in one go, closes our half, and waits a little for the
/// peer's; `close(mode: .output)` does the same, since nobody listens after the answer.
public final class TLSHandler: ChannelDuplexHandler {
    public typealias InboundIn = ByteBuffer
    public typealias InboundOut = ByteBuffer
    public typealias OutboundIn = ByteBuffer
    public typealias OutboundOut = ByteBuffer

    enum State { case fresh, handshaking, open, closing, closed }

    let limits: TLSLimits
    let choose: (String?) -> TLSChoice
    var state = State.fresh
    var session: Session?
    var outbox = Outbox()
    /// The handshake's deadline, then that of the answer's way out, then that of the peer's end.
    var deadline = Deadline()
    /// Between a read and its completion: what is written meanwhile leaves together.
    var inTurn = false
    /// Somebody asked to read while the peer was not reading.
    var readWaits = false
    /// How the peer ended its half, while ours is open.
    var peerEnd: TLSEnd?
    /// Nothing more can come in.
    var inputClosed = false
    /// Our last byte has been given to the network.
    var lastIsOut = false
    /// The peer takes nothing of what waits for it.
    var stalls = false
    var closePromise: EventLoopPromise<Void>?
    var greeted = false
    var waitsForPIN = false
    private var facts = TLSFacts()
    private var reported = false

    public init(limits: TLSLimits = TLSLimits(), choose: @escaping (String?) -> TLSChoice) {
        self.limits = limits
        self.choose = choose
    }

    public func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    public func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    public func handlerRemoved(context: ChannelHandlerContext) {
        end(context, .removed)
        closePromise?.fail(ChannelError.ioOnClosedChannel)
        closePromise = nil
    }

    private func begin(_ context: ChannelHandlerContext) {
        deadline.set(limits.network, on: context.eventLoop) { [weak self] in
            self?.abandon(context, .networkDeadline)
        }
    }

    /// The last thing that is done with a connection, whichever way it went; further calls do nothing.
    func end(_ context: ChannelHandlerContext, _ cause: TLSEnd) {
        guard state != .closed else { return }
        state = .closed
        deadline.cancel()
        report(context, cause)
    }

    /// Tells the outcome, once, and gives back what the connection held.
    func report(_ context: ChannelHandlerContext, _ cause: TLSEnd) {
        release()
        outbox.fail(ChannelError.ioOnClosedChannel)
        guard !reported else { return }
        reported = true
        context.fireUserInboundEventTriggered(TLSEvent.ended(facts, cause))
    }

    /// Frees the session; its facts stay.
    func release() {
        guard let session else { return }
        facts = session.facts
        session.free()
        self.session = nil
    }

    /// Ends without another word.
    func abandon(_ context: ChannelHandlerContext, _ cause: TLSEnd) {
        guard state != .closed else { return }
        end(context, cause)
        closeNow(context)
    }

    func closeNow(_ context: ChannelHandlerContext) {
        let promise = closePromise
        closePromise = nil
        context.close(mode: .all, promise: promise)
    }
}
