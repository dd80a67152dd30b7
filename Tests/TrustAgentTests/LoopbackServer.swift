// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// A server on a free loopback port that answers every connection's first request with the same bytes, then closes it;
/// without bytes it never answers.
final class LoopbackServer: Sendable {
    let port: Int
    private let listener: Int32
    private let received = Mutex<[String]>([])

    init(answer: String?) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (listener, bound) = withUnsafeMutablePointer(to: &address) { [listener] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                (
                    listener,
                    bind(listener, raw, length) == 0 && listen(listener, 16) == 0
                        && getsockname(listener, raw, &length) == 0
                )
            }
        }
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                let request = Self.request(on: connection)
                self?.received.withLock { $0.append(request) }
                guard let answer else { continue }
                _ = send(connection, answer, answer.utf8.count, Int32(MSG_NOSIGNAL))
                close(connection)
            }
        }
    }

    /// Head and announced body: they may come in pieces.
    private static func request(on connection: Int32) -> String {
        var text = ""
        while true {
            if let end = text.firstRange(of: "\r\n\r\n") {
                let announced = text[..<end.lowerBound].lowercased().firstMatch(of: /content-length: (\d+)/)
                let length = announced.flatMap { Int($0.1) } ?? 0
                if text[end.upperBound...].utf8.count >= length { return text }
            }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return text }
            text += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
    }

    var requests: [String] { received.withLock { $0 } }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }
}
