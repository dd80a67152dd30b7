// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import TrustAPI
import TrustCore

/// Calls of the JSON API: never follows a redirect, gives up after 70 seconds.
struct APIClient: Sendable {
    let address: ServerAddress
    private let credential: Credential?
    private let usesCredential: Bool
    private let client: HTTPClient

    /// Longer than the minute that an answer of an agent may take.
    private static let timeout = TimeAmount.seconds(70)
    /// The longest answer that is read, in bytes.
    private static let answerLimit = 32 << 20

    /// Lends a client for the length of a call.
    ///
    /// `usesCredential` says whether calls are to be authenticated; a refusal then says how.
    static func withClient<R>(
        address: ServerAddress, credential: Credential?, usesCredential: Bool,
        _ body: (APIClient) async throws -> R
    ) async throws -> R {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(10)
        // One failed attempt to connect is an answer: a person is waiting for it.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let result: Result<R, any Error>
        do {
            let api = APIClient(
                address: address, credential: credential, usesCredential: usesCredential, client: client)
            result = .success(try await body(api))
        } catch {
            result = .failure(error)
        }
        try? await client.shutdown()
        return try result.get()
    }

    /// The same server, with the credential of a sign-in that was just made.
    func authenticated(by credential: Credential) -> APIClient {
        APIClient(address: address, credential: credential, usesCredential: true, client: client)
    }

    /// `GET`, and the answer read as `Value`.
    func get<Value: Decodable>(_ path: APIPath, as type: Value.Type = Value.self) async throws -> Answer<Value> {
        try Answer(await send(.get, path, body: nil))
    }

    /// A call with a body that may carry secrets, and the answer read as `Value`.
    func send<Value: Decodable>(
        _ method: APIMethod, _ path: APIPath, _ body: borrowing SecretBody, as type: Value.Type = Value.self
    ) async throws -> Answer<Value> {
        try Answer(await send(method, path, body: body.buffer))
    }

    /// A call with a body that holds no secret, and the answer read as `Value`.
    func send<Value: Decodable>(
        _ method: APIMethod, _ path: APIPath, _ body: some RequestBody, as type: Value.Type = Value.self
    ) async throws -> Answer<Value> {
        try Answer(await send(method, path, body: ByteBuffer(bytes: try JSONEncoder().encode(body))))
    }

    /// A call whose answer's content does not matter.
    func perform(_ method: APIMethod, _ path: APIPath) async throws {
        _ = try await send(method, path, body: nil)
    }

    /// Every page of a list.
    func list<Item: Codable & Sendable>(_ path: APIPath) async throws -> Answer<[Item]> {
        var items: [Item] = []
        var json: [JSONValue] = []
        var cursor: String?
        repeat {
            var query = ["limit": "200"]
            query["cursor"] = cursor
            let page: Answer<Page<Item>> = try await get(path.adding(query: query))
            items += page.value.items
            if case .object(let fields) = page.json, case .array(let elements)? = fields["items"] { json += elements }
            // The same cursor twice would go on for ever.
            cursor = page.value.nextCursor == cursor ? nil : page.value.nextCursor
        } while cursor != nil
        return Answer(value: items, json: .object(["items": .array(json), "next_cursor": .null]))
    }

    /// A call whose answer is told piece by piece, as it comes.
    func stream(
        _ path: APIPath, _ body: some RequestBody, _ take: (ServerEvent) throws -> Void
    ) async throws {
        let request = request(
            .post, path, body: ByteBuffer(bytes: try JSONEncoder().encode(body)), accepting: "text/event-stream")
        do {
            let response = try await client.execute(request, timeout: Self.timeout)
            guard response.status == .ok else {
                let data = Data(buffer: try await response.body.collect(upTo: Self.answerLimit))
                throw refusal(Int(response.status.code), data)
            }
            var reader = ServerEventReader()
            for try await part in response.body {
                for event in reader.read(part.readableBytesView) { try take(event) }
            }
        } catch let error as CommandError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            throw CommandError(unreachable: error, at: address)
        }
    }

    private func refusal(_ status: Int, _ data: Data) -> CommandError {
        CommandError(httpStatus: status, body: data, address: address, credential: credential, advises: usesCredential)
    }

    private func request(
        _ method: APIMethod, _ path: APIPath, body: ByteBuffer?, accepting type: String
    ) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: address.text + path.text)
        request.method = HTTPMethod(rawValue: method.rawValue)
        request.headers.add(name: "Accept", value: type)
        request.headers.add(name: "User-Agent", value: "ag2trust")
        if let credential {
            request.headers.add(name: credential.header.name, value: credential.header.value)
        }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body)
        }
        return request
    }

    private func send(_ method: APIMethod, _ path: APIPath, body: ByteBuffer?) async throws -> Data {
        let request = request(method, path, body: body, accepting: "application/json")
        let status: Int
        let data: Data
        do {
            let response = try await client.execute(request, timeout: Self.timeout)
            status = Int(response.status.code)
            data = Data(buffer: try await response.body.collect(upTo: Self.answerLimit))
        } catch let error as CancellationError {
            throw error
        } catch {
            throw CommandError(unreachable: error, at: address)
        }
        guard (200..<300).contains(status) else { throw refusal(status, data) }
        return data
    }
}
