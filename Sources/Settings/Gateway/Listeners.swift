/// Where the gateway listens, and the port that browsers know.
struct Listeners {
    let open: [SocketAddressText]
    let redirecting: [SocketAddressText]
    let operations: SocketAddressText
    let publicPort: Int
}

extension Table {
    func listeners(isSandbox: Bool) -> Listeners? {
        let setting = required("listen")
        let open = setting?.list { $0.socket() }
        let redirecting = value("redirect-listen")?.list { $0.socket() } ?? []
        let operations = self.operations(isSandbox: isSandbox)
        let port = value("public-port")?.integer(1...65_535) ?? 443
        guard let open, let operations, let setting else { return nil }
        guard !open.isEmpty else {
            setting.error("names no address", "write it as [ \"0.0.0.0:443\" ]")
            return nil
        }
        let all = open + redirecting + [operations]
        for socket in all where socket.port != 0 && all.filter({ $0 == socket }).count > 1 {
            setting.error("\(socket) is used for two listeners", "give each an address or a port of its own")
            return nil
        }
        return Listeners(open: open, redirecting: redirecting, operations: operations, publicPort: port)
    }

    /// Health, metrics and, in a sandbox, the switches: for this machine and the operator's own network.
    private func operations(isSandbox: Bool) -> SocketAddressText? {
        guard let setting = value("operations-listen") else { return SocketAddressText(host: "127.0.0.1", port: 9090) }
        guard let socket = setting.socket() else { return nil }
        if !isSandbox, ["0.0.0.0", "::"].contains(socket.host) {
            setting.warning(
                "metrics and health are open to every network of this machine",
                "listen at 127.0.0.1, or see that the port cannot be reached from outside")
        }
        return socket
    }
}
