public import Foundation
import Hummingbird
public import Logging
import Login
public import NIOCore
import OpenSSL
public import PKI
public import ServiceLifecycle
public import TLS

/// Where the gateway listens.
public struct GatewayAddresses: Sendable {
    public let listen: [Edge.Address]
    public let redirect: [Edge.Address]
    public let operations: Edge.Address

    public init(listen: [Edge.Address], redirect: [Edge.Address], operations: Edge.Address) {
        self.listen = listen
        self.redirect = redirect
        self.operations = operations
    }
}

/// The services that face the outside, made of ready parts.
public struct GatewayServices: Sendable {
    public let edge: Edge
    public let redirect: RedirectListener
    public let operations: any Service

    /// - Parameters:
    ///   - readiness: told when the self-check has passed.
    ///   - responders: how the issuers' responders are doing.
    ///   - forget: empties the revocation caches; only in a sandbox.
    ///   - now: what time labels are judged by.
    public init(
        host: LoginHost, policies: EdgePolicies, addresses: GatewayAddresses, limits: TLSLimits, meter: Meter,
        readiness: Readiness, responders: @escaping @Sendable () async -> [ResponderCondition],
        forget: (@Sendable () async -> Void)?, now: @escaping @Sendable () -> Date,
        group: any EventLoopGroup, logger: Logger
    ) {
        let hosts = EdgeHosts(names: host.names, policies: policies, desk: host.desk, now: now)
        let check = SelfCheck(desk: host.desk, names: host.names)
        let stopping = Stopping()
        edge = Edge(
            hosts: hosts, hints: host.hints, metrics: EdgeMetrics(meter: meter),
            respond: host.responder(logger), addresses: addresses.listen, limits: limits,
            stopping: stopping, group: group, logger: logger,
            isReady: { bound in
                guard let address = bound.first else { throw SelfCheckError.unreachable("nothing is listened on") }
                try await check.run(at: address)
                readiness.isReady("self-check")
                // What reading the configuration needed is not needed again: back to the system with it.
                FreedMemory.giveBack()
                logger.notice("ready", metadata: ["address": "\(address)", "login": "\(host.names.loginOrigin)"])
            },
            stops: { readiness.stops() })
        redirect = RedirectListener(addresses: addresses.redirect, names: host.names, group: group)
        operations = Self.operations(
            OperationsRoutes(
                meter: meter, readiness: readiness, openHandshakes: { [edge] in edge.openHandshakes },
                responders: responders, forget: forget),
            at: addresses.operations, group: group, logger: logger)
    }

    private static func operations(
        _ routes: OperationsRoutes, at address: Edge.Address, group: any EventLoopGroup, logger: Logger
    ) -> any Service {
        var quiet = logger
        quiet.logLevel = .warning
        return Application(
            router: routes.router(),
            configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)),
            eventLoopGroupProvider: .shared(group), logger: quiet)
    }
}

extension LoginHost {
    /// The framework's routes, for requests that our own handlers have read.
    func responder(_ logger: Logger) -> LoginHostHandler.Responder {
        let routes = router().buildResponder()
        return { request, channel in
            guard isMeant(by: request) else { return Response(status: .misdirectedRequest) }
            let source = ApplicationRequestContextSource(channel: channel, logger: logger)
            return try await routes.respond(to: request, context: BasicRequestContext(source: source))
        }
    }
}
