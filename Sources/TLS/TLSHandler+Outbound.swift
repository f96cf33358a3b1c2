public import NIOCore

extension TLSHandler {
    /// One record's worth: the largest piece that is encrypted at once.
    private static let record = 16 * 1024
    /// How much is encrypted before the channel is asked whether the peer keeps up.
    private static let batch = 64 * 1024

    public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard state != .closing, state != .closed else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        outbox.append(unwrapOutboundIn(data), promise)
        if outbox.bytes > limits.waiting { fail(context, .stalled) }
    }

    public func flush(context: ChannelHandlerContext) {
        if !inTurn { send(context) }
    }

    /// Nothing more is read while the peer does not take what it was sent.
    public func read(context: ChannelHandlerContext) {
        readWaits = !context.channel.isWritable
        if !readWaits { context.read() }
    }

    public func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            send(context)
            if readWaits { read(context: context) }
        }
        context.fireChannelWritabilityChanged()
    }

    /// Sends what the library has made and, once the handshake is done, what waits to be encrypted, in pieces, as
    /// long as the peer keeps up.
    func send(_ context: ChannelHandlerContext) {
        while let session {
            var promises: [EventLoopPromise<Void>] = []
            if state == .open || state == .closing, context.channel.isWritable {
                if let cause = seal(with: session, &promises) {
                    for promise in promises { promise.fail(ChannelError.ioOnClosedChannel) }
                    return fail(context, cause)
                }
            }
            if state == .closing, outbox.isEmpty { return sendLast(context, session, promises) }
            guard let bytes = session.takeOutgoing() else {
                for promise in promises { promise.succeed(()) }
                return watch(context)
            }
            stalls = false
            context.writeAndFlush(wrapOutboundOut(bytes), promise: joined(promises, on: context.eventLoop))
            guard !outbox.isEmpty, context.channel.isWritable, state != .handshaking else { return watch(context) }
        }
    }

    /// A peer that takes nothing of what waits for it may do so for a while only.
    private func watch(_ context: ChannelHandlerContext) {
        guard state == .open || state == .closing else { return }
        if !outbox.isEmpty {
            if !stalls { waitForPeer(context) }
            stalls = true
        } else if peerEnd == nil {
            deadline.cancel()
        }
    }

    private func seal(with session: Session, _ promises: inout [EventLoopPromise<Void>]) -> TLSEnd? {
        while !outbox.isEmpty, (session.outgoing?.readableBytes ?? 0) < Self.batch {
            let piece = outbox.take(atMost: Self.record)
            promises += piece.promises
            if let cause = session.write(piece.bytes) { return cause }
        }
        return nil
    }

    /// The rest of the answer and the close_notify in one write; then the session is of no more use.
    private func sendLast(
        _ context: ChannelHandlerContext, _ session: Session, _ promises: [EventLoopPromise<Void>]
    ) {
        session.shutDown()
        let bytes = session.takeOutgoing() ?? ByteBuffer()
        release()
        promiseHalfClose(context, of: bytes, promises)
    }

    /// Writes the connection's last bytes and closes our half when they are out.
    func promiseHalfClose(
        _ context: ChannelHandlerContext, of bytes: ByteBuffer, _ promises: [EventLoopPromise<Void>] = []
    ) {
        waitForPeer(context)
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { result in
            for promise in promises { promise.completeWith(result) }
            self.lastSent(context)
        }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: sent)
    }

    private func waitForPeer(_ context: ChannelHandlerContext) {
        deadline.set(limits.stall, on: context.eventLoop) { [weak self] in self?.abandon(context, .stalled) }
    }

    private func joined(
        _ promises: [EventLoopPromise<Void>], on loop: any EventLoop
    ) -> EventLoopPromise<Void>? {
        guard promises.count > 1 else { return promises.first }
        let all = loop.makePromise(of: Void.self)
        all.futureResult.whenComplete { result in for promise in promises { promise.completeWith(result) } }
        return all
    }
}
