/// What a `TLSHandler` tells the handlers behind it, as inbound user events.
public enum TLSEvent: Sendable {
    /// The hello was whole and got a policy. Once a connection at most; nothing has been sent yet.
    case greeted(TLSFacts)
    /// The handshake is done. Handlers added to the pipeline while this event is handled see every byte.
    case completed(TLSFacts)
    /// The outcome is known: exactly once a connection, also when nothing was ever sent on it.
    case ended(TLSFacts, TLSEnd)
}

/// How a connection ended. Whoever ended it first names the cause.
public enum TLSEnd: Hashable, Sendable {
    /// The peer closed without a word. Browsers do so once or twice before each good login.
    case closedByPeer
    /// The peer's connection broke.
    case reset
    /// The peer said goodbye.
    case closeNotify
    case closedByUs
    /// The peer ended it with this alert.
    case alert(TLSAlert)
    /// Nobody here goes by the name that was asked for.
    case refused
    /// The library's reason.
    case failed(String)
    /// `TLSLimits.network` ran out.
    case networkDeadline
    /// `TLSLimits.pin` ran out.
    case pinDeadline
    /// The peer took nothing of its answer for `TLSLimits.stall`, or never fetched it after a half-close.
    case stalled
    case helloTooLong
    /// The handler was taken out of the pipeline.
    case removed
}
