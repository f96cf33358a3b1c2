public import NIOCore

extension TLSHandler {
    /// ECONNRESET on Linux, where this runs.
    static let connectionReset: Int32 = 104

    public func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .input { return context.close(mode: .input, promise: promise) }
        join(promise)
        switch state {
        case .open:
            state = .closing
            send(context)
        case .closing: break
        case .fresh, .handshaking: abandon(context, .closedByUs)
        case .closed: closeNow(context)
        }
    }

    private func join(_ promise: EventLoopPromise<Void>?) {
        guard let promise else { return }
        if let closePromise { closePromise.futureResult.cascade(to: promise) } else { closePromise = promise }
    }

    /// Ends with what the library still has to say, usually an alert. The outcome is told before the peer can know
    /// it; then the alert gets its time to arrive.
    func fail(_ context: ChannelHandlerContext, _ cause: TLSEnd) {
        guard state != .closed, state != .closing || session != nil else { return }
        let alert = session?.takeOutgoing()
        state = .closing
        report(context, cause)
        guard let alert else { return finish(context) }
        promiseHalfClose(context, of: alert)
    }

    /// Our last byte is out. A socket closed while the peer still sends would answer with a reset, which can
    /// overtake what was just sent: so only our half is closed, and the peer's end is waited for.
    func lastSent(_ context: ChannelHandlerContext) {
        guard state == .closing else { return }
        lastIsOut = true
        guard !inputClosed else { return finish(context) }
        context.close(mode: .output, promise: nil)
        deadline.set(limits.lingering, on: context.eventLoop) { [weak self] in self?.finish(context) }
        read(context: context)
    }

    func finish(_ context: ChannelHandlerContext) {
        guard state == .closing else { return }
        abandon(context, peerEnd ?? .closedByUs)
    }
}
