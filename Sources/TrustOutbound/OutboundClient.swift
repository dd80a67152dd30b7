// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
package import TrustCore

/// Calls other hosts: one exchange at a time, no redirects, no proxy, no cookies, no retries, a deadline over the whole
/// exchange and a bound on the reply.
///
/// Redirects are off because the HTTP client would carry `x-api-key` across origins.
package final class OutboundClient: Sendable {
    private let client: HTTPClient

    /// Owns its connections; `shutdown()` must be called before the last reference goes.
    package convenience init() { self.init(addresses: [:]) }

    /// The same that looks no name up which `addresses` knows; certificates are still checked against the name.
    init(addresses: [String: String]) {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        configuration.httpVersion = .http1Only
        configuration.proxy = nil
        configuration.timeout.connect = .seconds(5)
        configuration.connectionPool.idleTimeout = .seconds(10)
        // A refused connection is an answer: whoever calls decides about another try.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.dnsOverride = addresses
        client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }

    /// Closes every connection. Calls in flight fail.
    package func shutdown() async throws { try await client.shutdown() }

    /// Makes a call without a credential.
    /// - Throws: `OutboundError`, or `CancellationError` where the caller's task was cancelled. A reply with an error
    ///   status is a reply, not an error.
    package func send(_ request: OutboundRequest) async throws -> OutboundResponse {
        try await perform(request, prepare(request))
    }

    /// Makes a call with a credential in a header.
    ///
    /// The HTTP client takes header values as strings, so a copy lives from here to the end of the exchange: a residue
    /// that is not zeroed. It is in no error and no log.
    /// - Throws: as `send(_:)`, and `invalidCredential` where the bytes can't stand in a header.
    package func send(
        _ request: OutboundRequest, credential: borrowing SecretBytes, as scheme: CredentialScheme
    ) async throws -> OutboundResponse {
        var prepared = prepare(request)
        let value = credential.withBytes { bytes -> String? in
            guard !bytes.isEmpty, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
            return scheme.prefix + String(decoding: bytes, as: UTF8.self)
        }
        guard let value else { throw OutboundError(.invalidCredential, address: request.address) }
        prepared.headers.replaceOrAdd(name: scheme.name, value: value)
        return try await perform(request, prepared)
    }

    /// Begins to close every connection, for an owner that can't wait.
    func shutdownInBackground() { client.shutdown { _ in } }

    private func prepare(_ request: OutboundRequest) -> HTTPClientRequest {
        var prepared = HTTPClientRequest(url: request.url)
        prepared.method = HTTPMethod(rawValue: request.method.rawValue)
        for (name, value) in request.headers { prepared.headers.add(name: name, value: value) }
        if let body = request.body { prepared.body = .bytes(ByteBuffer(bytes: body)) }
        return prepared
    }

    /// The client's own deadline ends with the reply's head; this one covers the body too.
    private func perform(
        _ request: OutboundRequest, _ prepared: HTTPClientRequest
    ) async throws -> OutboundResponse {
        do {
            return try await withThrowingTaskGroup(of: OutboundResponse?.self) { group in
                group.addTask { try await self.exchange(request, prepared) }
                group.addTask {
                    try await Task.sleep(for: request.deadline)
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let response = first else {
                    throw OutboundError(.timedOut, address: request.address)
                }
                return response
            }
        } catch let error as OutboundError {
            throw error
        } catch {
            try Task.checkCancellation()
            throw Self.translate(error, address: request.address)
        }
    }

    private func exchange(
        _ request: OutboundRequest, _ prepared: HTTPClientRequest
    ) async throws -> OutboundResponse {
        let response = try await client.execute(prepared, deadline: .now() + TimeAmount(request.deadline))
        var body: [UInt8] = []
        var isTruncated = false
        for try await part in response.body {
            body.append(contentsOf: part.readableBytesView)
            guard body.count > request.responseLimit else { continue }
            guard request.overflow == .truncate else {
                throw OutboundError(.responseTooLarge, address: request.address)
            }
            body.removeLast(body.count - request.responseLimit)
            isTruncated = true
            break
        }
        return OutboundResponse(
            status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: body,
            isTruncated: isTruncated)
    }

    /// The cause keeps the kind of failure only: descriptions of errors may quote what was sent.
    private static func translate(_ error: any Error, address: String) -> OutboundError {
        guard let error = error as? HTTPClientError else {
            return OutboundError(.unreachable, address: address, cause: String(describing: type(of: error)))
        }
        switch error {
        case .deadlineExceeded, .connectTimeout, .readTimeout, .getConnectionFromPoolTimeout:
            return OutboundError(.timedOut, address: address, cause: error.shortDescription)
        case .invalidURL, .emptyHost, .emptyScheme:
            return OutboundError(.invalidURL, address: address, cause: error.shortDescription)
        default:
            return OutboundError(.unreachable, address: address, cause: error.shortDescription)
        }
    }
}
