// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import TrustCore
import TrustOutbound

@testable import TrustVault

/// A key service on the loopback that does what real ones rarely do: it plays a script, one entry a request, the last
/// one for ever.
final class FakeKMS: Sendable {
    enum Behaviour: Sendable {
        case reply(Int, headers: String = "", body: String)
        /// The bytes as they are, then the connection's end.
        case raw(String)
        /// Nothing, until the peer gives up.
        case hang
        /// The connection is reset.
        case reset
        /// A reply's bytes, one in 20 ms.
        case drip(String)
        /// The answer after a while.
        case late(Double, String)
    }

    private let listener: Int32
    let port: Int
    private let script: Mutex<[Behaviour]>
    private let seen = Mutex<[String]>([])

    init(_ script: [Behaviour]) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) == 0 && listen(listener, 256) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        self.script = Mutex(script)
        Thread.detachNewThread { [self] in serve() }
    }

    /// The requests so far, heads and bodies.
    var requests: [String] { seen.withLock { $0 } }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve() {
        defer { close(listener) }
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            Thread.detachNewThread { [self] in
                answer(connection)
                close(connection)
            }
        }
    }

    private func answer(_ connection: Int32) {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !Self.isWhole(text) {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return }
            text += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
        seen.withLock { $0.append(text) }
        switch script.withLock({ $0.count > 1 ? $0.removeFirst() : $0[0] }) {
        case .reply(let status, let headers, let body): Self.write(connection, Self.reply(status, headers, body))
        case .raw(let bytes): Self.write(connection, bytes)
        case .hang: _ = read(connection, &buffer, 1)
        case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        case .drip(let body):
            for byte in Self.reply(200, "", body).utf8 {
                guard send(connection, [byte], 1, Int32(MSG_NOSIGNAL)) == 1 else { return }
                Thread.sleep(forTimeInterval: 0.02)
            }
        case .late(let pause, let body):
            Thread.sleep(forTimeInterval: pause)
            Self.write(connection, Self.reply(200, "", body))
        }
    }

    private static func reply(_ status: Int, _ headers: String, _ body: String) -> String {
        "HTTP/1.1 \(status) X\r\ncontent-length: \(body.utf8.count)\r\nconnection: close\r\n\(headers)\r\n\(body)"
    }

    private static func write(_ connection: Int32, _ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    private static func isWhole(_ text: String) -> Bool {
        guard let head = text.firstRange(of: "\r\n\r\n") else { return false }
        let length = text[..<head.lowerBound].lowercased().split(separator: "\r\n")
            .first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
        return text[head.upperBound...].utf8.count >= length ?? 0
    }
}

extension FakeKMS {
    static let arn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    static let otherARN = "arn:aws:kms:eu-central-1:111122223333:key/99999999-12ab-34cd-56ef-1234567890ab"
    /// 32 bytes, all 7.
    static let plaintext = Data(repeating: 7, count: 32).base64EncodedString()
    static let wrapped = Data("wrapped data key".utf8).base64EncodedString()

    static let good = dataKey()
    static func dataKey(
        key: String = arn, plaintext: String = plaintext, ciphertext: String = wrapped, more: String = ""
    ) -> String {
        #"{"CiphertextBlob":"\#(ciphertext)","Plaintext":"\#(plaintext)","KeyId":"\#(key)"\#(more)}"#
    }

    static func error(_ name: String, message: String = "no") -> String {
        #"{"__type":"\#(name)","message":"\#(message)"}"#
    }

    /// Runs work against a scripted service with short limits.
    static func with<R>(
        _ script: [Behaviour], key: String = arn, clock: WallClock = WallClock(), concurrent: Int = 16,
        attempt: Duration = .milliseconds(300), total: Duration = .seconds(3),
        _ work: (AWSKeyService, FakeKMS) async throws -> R
    ) async throws -> R {
        let fake = try FakeKMS(script)
        let outbound = OutboundClient()
        let environment = AWSEnvironment(
            variables: ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "fake-secret-canary"],
            home: "/nowhere")
        let client = KMSClient(
            endpoint: UpstreamEndpoint(isTLS: false, host: "127.0.0.1", port: fake.port, pathPrefix: ""),
            region: "eu-central-1",
            credentials: AWSCredentialCache(
                sources: [EnvironmentCredentials(environment: environment)], clock: clock),
            outbound: outbound,
            limits: .init(attempt: attempt, total: total, concurrent: concurrent), clock: clock)
        let result: Result<R, any Error>
        do { result = .success(try await work(AWSKeyService(key: key, client: client), fake)) } catch {
            result = .failure(error)
        }
        fake.stop()
        try await outbound.shutdown()
        return try result.get()
    }
}
