public import NIOCore

extension TLSHandler {
    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        inTurn = true
        switch state {
        case .closing, .closed: return  // what comes after our own end is read and dropped
        case .fresh:
            session = Session(limits: limits, choose: choose)
            state = .handshaking
        case .handshaking, .open: break
        }
        guard let session else { return abandon(context, .failed("no memory for a session")) }
        session.receive(unwrapInboundIn(data))
        if state == .handshaking { handshake(context, session) }
        if state == .open { readOn(context) }
    }

    public func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        inTurn = false
        send(context)
        // Whoever is behind us may not ask for more before the handshake is done, nor after its answer.
        if state == .handshaking || state == .closing { read(context: context) }
    }

    private func handshake(_ context: ChannelHandlerContext, _ session: Session) {
        let progress = session.handshake()
        if session.greeted, !greeted {
            greeted = true
            context.fireUserInboundEventTriggered(TLSEvent.greeted(session.facts))
            guard state == .handshaking else { return }  // whoever was told may have closed
        }
        switch progress {
        case .wantsMore: waitForPIN(context, session)
        case .failed(let cause): fail(context, cause)
        case .done:
            state = .open
            deadline.cancel()
            context.fireUserInboundEventTriggered(TLSEvent.completed(session.facts))
        }
    }

    /// Our flight is made and asks for a certificate: from now on a person is waited for, not a network.
    private func waitForPIN(_ context: ChannelHandlerContext, _ session: Session) {
        guard session.facts.askedForCertificate, !waitsForPIN else { return }
        waitsForPIN = true
        deadline.set(limits.pin, on: context.eventLoop) { [weak self] in self?.abandon(context, .pinDeadline) }
    }

    /// Decrypts until nothing whole is left. Handlers behind us may write or close meanwhile.
    private func readOn(_ context: ChannelHandlerContext) {
        while state == .open, let session {
            switch session.read(allocator: context.channel.allocator) {
            case .bytes(let bytes): context.fireChannelRead(wrapInboundOut(bytes))
            case .dry: return
            case .closed: return peerEnded(context, .closeNotify)
            case .failed(let cause): return fail(context, cause)
            }
        }
    }

    /// The peer sends no more, but may well wait for its answer: HTTP clients half-close after their request.
    private func peerEnded(_ context: ChannelHandlerContext, _ cause: TLSEnd) {
        guard peerEnd == nil else { return }
        peerEnd = cause
        deadline.set(limits.halfClosed, on: context.eventLoop) { [weak self] in self?.abandon(context, .stalled) }
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }

    public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else { return context.fireUserInboundEventTriggered(event) }
        inputClosed = true
        switch state {
        case .fresh, .handshaking: abandon(context, .closedByPeer)
        case .open: peerEnded(context, .closedByPeer)
        // Closing at once would throw away what is still on its way out.
        case .closing: if lastIsOut { finish(context) }
        case .closed: break
        }
    }

    public func channelInactive(context: ChannelHandlerContext) {
        end(context, peerEnd ?? (state == .closing ? .closedByUs : .closedByPeer))
        context.fireChannelInactive()
    }

    public func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let wasOpen = state == .open
        let isReset = (error as? IOError)?.errnoCode == Self.connectionReset
        abandon(context, isReset ? .reset : .failed("\(type(of: error))"))
        if wasOpen { context.fireErrorCaught(error) }
    }
}
