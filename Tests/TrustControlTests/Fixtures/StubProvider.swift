// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// A provider on a free port of the loopback, that answers each call by what it was sent.
final class StubProvider: Sendable {
    struct Reply: Sendable {
        var status: Int
        var body: String
        static let models = Reply(
            status: 200, body: #"{"object":"list","data":[{"id":"gpt-4o"},{"id":"gpt-4o-mini"}]}"#)
        static let invalidKey = Reply(
            status: 401,
            body: #"{"error":{"message":"Incorrect API key","type":"invalid_request_error","code":"invalid_api_key"}}"#)
    }

    private let listener: Int32
    let port: Int
    private let requests = Mutex<[String]>([])
    private let reply: @Sendable (String) -> Reply

    init(_ reply: @escaping @Sendable (String) -> Reply = { _ in .models }) throws {
        self.reply = reply
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
        Thread.detachNewThread { [self] in serve() }
    }

    /// What came in, a text a call.
    var received: [String] { requests.withLock { $0 } }

    var baseURL: String { "http://127.0.0.1:\(port)" }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve() {
        defer { close(listener) }
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = read(connection, &buffer, buffer.count)
            let request = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
            requests.withLock { $0.append(request) }
            let reply = reply(request)
            let text =
                "HTTP/1.1 \(reply.status) Stub\r\ncontent-type: application/json\r\n"
                + "content-length: \(reply.body.utf8.count)\r\nconnection: close\r\n\r\n\(reply.body)"
            send(connection, Array(text.utf8), text.utf8.count, Int32(MSG_NOSIGNAL))
            close(connection)
        }
    }
}
