// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import TrustCore

/// A server on a free port of the loopback that answers every connection with the same bytes, and keeps what it was
/// sent.
final class LoopbackServer: Sendable {
    private let listener: Int32
    let port: Int
    private let requests = Mutex<[String]>([])

    /// - Parameters:
    ///   - reply: the whole reply, head and body; the connection is closed after it.
    ///   - pause: waited before the last byte of the reply.
    /// - Throws: `POSIXError` if no port can be listened on.
    init(reply: [UInt8], pause: Double = 0) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in serve(reply, pause: pause) }
    }

    /// What came in, a text a connection.
    var received: [String] { requests.withLock { $0 } }

    var endpoint: UpstreamEndpoint { UpstreamEndpoint(isTLS: false, host: "127.0.0.1", port: port, pathPrefix: "") }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ reply: [UInt8], pause: Double) {
        defer { close(listener) }
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = read(connection, &buffer, buffer.count)
            requests.withLock { $0.append(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)) }
            send(connection, reply, reply.count - 1, Int32(MSG_NOSIGNAL))
            if pause > 0 { Thread.sleep(forTimeInterval: pause) }
            send(connection, Array(reply.suffix(1)), 1, Int32(MSG_NOSIGNAL))
            close(connection)
        }
    }
}

extension LoopbackServer {
    /// A server with a plain reply.
    convenience init(
        status: String = "200 OK", headers: String = "content-type: text/plain\r\n", body: String, pause: Double = 0
    ) throws {
        try self.init(
            reply: Array(
                "HTTP/1.1 \(status)\r\n\(headers)content-length: \(body.utf8.count)\r\nconnection: close\r\n\r\n\(body)"
                    .utf8), pause: pause)
    }
}
