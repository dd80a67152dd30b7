// SPDX-License-Identifier: Apache-2.0
private import CTrust
private import Foundation

/// Whether each listener's port is free, or our own server's.
enum ListenerCheck {
    static func run(_ configuration: ServerConfiguration, serverRuns: Bool) -> [CheckResult] {
        let listeners = [
            ("control", configuration.control), ("gateway", configuration.gateway), ("ops", configuration.operations),
        ]
        var results: [CheckResult] = []
        let ports = listeners.map(\.1.port)
        if Set(ports).count < ports.count {
            results.append(
                .failed(
                    "ports", "two listeners have the same port",
                    fix: "Set AG2TRUST_CONTROL_PORT, AG2TRUST_GATEWAY_PORT and AG2TRUST_OPS_PORT apart."))
        }
        return results + listeners.map { check($0.0, $0.1, serverRuns: serverRuns) }
    }

    private static func check(
        _ name: String, _ listener: ServerConfiguration.Listener, serverRuns: Bool
    ) -> CheckResult {
        let subject = "\(name) port"
        let place = "\(listener.host):\(listener.port)"
        switch bind(listener) {
        case 0:
            guard serverRuns else { return .ok(subject, "\(place) is free") }
            return .warning(
                subject, "\(place) is free, though a server has the data directory",
                fix: "Check with the settings of that server: it listens elsewhere, or is still starting.")
        case EADDRINUSE:
            if serverRuns, isHealthy(listener) { return .ok(subject, "\(place) is our server's, and answers") }
            return .failed(
                subject, "\(place) is taken by another program",
                fix: "End that program, or set AG2TRUST_\(name.uppercased())_PORT.")
        case EACCES:
            return .failed(
                subject, "\(place) needs more rights than this user has",
                fix: "Set AG2TRUST_\(name.uppercased())_PORT to a port from 1024.")
        case let code:
            return .failed(
                subject, "\(place) can't be listened on: \(String(cString: strerror(code)))",
                fix: "Set AG2TRUST_\(name.uppercased())_HOST to an address of this machine.")
        }
    }

    /// Binds and lets go again. - Returns: 0, or an errno.
    private static func bind(_ listener: ServerConfiguration.Listener) -> Int32 {
        withSocket(listener) { descriptor, address, length in
            // As the server's own listeners are: a port whose last connections are only timing out is free.
            var yes: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
            guard Foundation.bind(descriptor, address, length) == 0, listen(descriptor, 1) == 0 else { return errno }
            return 0
        }
    }

    /// Whether `GET /healthz` is answered with 200 within two seconds.
    private static func isHealthy(_ listener: ServerConfiguration.Listener) -> Bool {
        let code = withSocket(listener) { descriptor, address, length in
            var limit = timeval(tv_sec: 2, tv_usec: 0)
            let size = socklen_t(MemoryLayout<timeval>.size)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
            setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
            guard connect(descriptor, address, length) == 0 else { return errno }
            // All addresses have no name that a server answers to.
            let isEverywhere = ["0.0.0.0", "::"].contains(listener.host)
            let authority =
                isEverywhere ? "127.0.0.1:\(listener.port)" : listener.url.replacing("http://", with: "")
            let request = Array("GET /healthz HTTP/1.1\r\nHost: \(authority)\r\nConnection: close\r\n\r\n".utf8)
            guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
                return errno
            }
            var answer = [UInt8](repeating: 0, count: 12)
            let count = recv(descriptor, &answer, answer.count, Int32(MSG_WAITALL))
            return count == 12 && String(decoding: answer, as: UTF8.self) == "HTTP/1.1 200" ? 0 : EPROTO
        }
        return code == 0
    }

    private static func withSocket(
        _ listener: ServerConfiguration.Listener,
        _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(listener.host, String(listener.port), &hints, &found) == 0, let first = found else {
            return EADDRNOTAVAIL
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(first.pointee.ai_family, first.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0, let address = first.pointee.ai_addr else { return errno }
        defer { close(descriptor) }
        return body(descriptor, address, first.pointee.ai_addrlen)
    }
}
