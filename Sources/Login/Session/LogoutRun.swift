public import Foundation

/// A logout under way: which sites have still to be told, and what they said. It is kept sealed to a ticket that the
/// browser has in place of the session's: the sites that it passes on its way learn nothing of each other.
public struct LogoutRun: Equatable, Sendable {
    /// A site that is told.
    public struct Stop: Equatable, Sendable {
        public enum State: Equatable, Sendable {
            case waiting
            /// It was sent this request, and has not answered yet.
            case asked(String)
            case confirmed
            /// It did not answer, could not be asked, or said no. A late answer still counts.
            case silent(String)
        }

        public let site: RelyingParty.ID
        public let name: SessionName
        public let indexes: [String]
        public var state = State.waiting

        public init(site: RelyingParty.ID, name: SessionName, indexes: [String]) {
            self.site = site
            self.name = name
            self.indexes = indexes
        }
    }

    /// The site that wants an answer at the end.
    public struct Asker: Equatable, Sendable {
        public let site: RelyingParty.ID
        public let requestID: String
        /// What it wants back unchanged.
        public let state: String?
        public let binding: String

        public init(site: RelyingParty.ID, requestID: String, state: String?, binding: String) {
            self.site = site
            self.requestID = requestID
            self.state = state
            self.binding = binding
        }
    }

    public let sessions: [SessionID]
    public let asker: Asker?
    public var stops: [Stop]
    /// Its end was recorded.
    public var isReported = false
    public internal(set) var step = 0

    public init(sessions: [SessionID], asker: Asker?, stops: [Stop]) {
        self.sessions = sessions
        self.asker = asker
        self.stops = stops
    }

    /// The sites that did not confirm.
    public var unconfirmed: [RelyingParty.ID] { stops.filter { $0.state != .confirmed }.map(\.site) }
    public var confirmed: [RelyingParty.ID] { stops.filter { $0.state == .confirmed }.map(\.site) }

    /// Takes a site's answer to the request of that name.
    ///
    /// - Returns: false if nobody was asked so.
    public mutating func take(_ answer: LogoutReply) -> Bool {
        guard let stop = stops.firstIndex(where: { $0.site == answer.site && $0.wasAsked(answer.requestID) }) else {
            return false
        }
        stops[stop].state = answer.isOver ? .confirmed : .silent(answer.requestID)
        return true
    }

    /// How long it may take; a page of it can be shown again so long.
    public static let lifetime: TimeInterval = 15 * 60
}

extension LogoutRun.Stop {
    fileprivate func wasAsked(_ requestID: String) -> Bool {
        switch state {
        case .asked(let id), .silent(let id): id == requestID && !id.isEmpty
        case .waiting, .confirmed: false
        }
    }
}

/// What a site said about its part.
public struct LogoutReply: Equatable, Sendable {
    public let site: RelyingParty.ID
    public let requestID: String
    /// Whether everything is over there.
    public let isOver: Bool

    public init(site: RelyingParty.ID, requestID: String, isOver: Bool) {
        self.site = site
        self.requestID = requestID
        self.isOver = isOver
    }
}

extension LogoutRun {
    var contents: [UInt8] {
        var writer = ByteWriter()
        writer.write(UInt16(clamping: sessions.count))
        for session in sessions { writer.write(bytes: session.bytes) }
        writer.write(asker == nil ? 0 : 1 as UInt8)
        if let asker {
            for text in [asker.site.value, asker.requestID, asker.binding] { writer.write(text: text) }
            writer.write(optional: asker.state)
        }
        writer.write(isReported ? 1 : 0 as UInt8)
        writer.write(UInt16(clamping: stops.count))
        for stop in stops { stop.write(to: &writer) }
        return writer.bytes
    }

    init?(contents: [UInt8], step: Int) {
        var reader = ByteReader(contents)
        guard let count = reader.uint16() else { return nil }
        var sessions: [SessionID] = []
        for _ in 0..<count {
            guard let bytes = reader.bytes() else { return nil }
            sessions.append(SessionID(bytes))
        }
        guard let hasAsker = reader.byte() else { return nil }
        var asker: Asker?
        if hasAsker == 1 {
            guard let site = reader.text(), let id = reader.text(), let binding = reader.text(),
                let state = reader.optionalText()
            else { return nil }
            asker = Asker(site: RelyingParty.ID(site), requestID: id, state: state.text, binding: binding)
        }
        guard let reported = reader.byte(), let length = reader.uint16() else { return nil }
        var stops: [Stop] = []
        for _ in 0..<length {
            guard let stop = Stop(from: &reader) else { return nil }
            stops.append(stop)
        }
        guard reader.isAtEnd else { return nil }
        self.init(sessions: sessions, asker: asker, stops: stops)
        self.isReported = reported == 1
        self.step = step
    }
}

extension LogoutRun.Stop {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(text: site.value)
        name.write(to: &writer)
        writer.write(text: indexes.joined(separator: " "))
        switch state {
        case .waiting: writer.write(0 as UInt8)
        case .asked: writer.write(1 as UInt8)
        case .confirmed: writer.write(2 as UInt8)
        case .silent: writer.write(3 as UInt8)
        }
        switch state {
        case .asked(let id), .silent(let id): writer.write(text: id)
        case .waiting, .confirmed: writer.write(text: "")
        }
    }

    fileprivate init?(from reader: inout ByteReader) {
        guard let site = reader.text(), let name = SessionName(from: &reader), let indexes = reader.text(),
            let kind = reader.byte(), let id = reader.text()
        else { return nil }
        self.init(
            site: RelyingParty.ID(site), name: name,
            indexes: indexes.split(separator: " ").map(String.init))
        switch kind {
        case 0: state = .waiting
        case 1: state = .asked(id)
        case 2: state = .confirmed
        case 3: state = .silent(id)
        default: return nil
        }
    }
}
