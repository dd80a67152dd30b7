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

    /// Every page of a list, or as many items as are wanted.
    func list<Item: Codable & Sendable>(_ path: APIPath, atMost wanted: Int = .max) async throws -> Answer<[Item]> {
        var items: [Item] = []
        var json: [JSONValue] = []
        var cursor: String?
        repeat {
            var query = ["limit": "\(min(200, wanted - items.count))"]
            query["cursor"] = cursor
            let page: Answer<Page<Item>> = try await get(path.adding(query: query))
            items += page.value.items
            if case .object(let fields) = page.json, case .array(let elements)? = fields["items"] { json += elements }
            // The same cursor twice would go on for ever.
            cursor = page.value.nextCursor == cursor ? nil : page.value.nextCursor
        } while cursor != nil && items.count < wanted
        let next = cursor.map { JSONValue.string($0) } ?? .null
        return Answer(value: items, json: .object(["items": .array(json), "next_cursor": next]))
    }

    /// `GET`, and the answer handed on as it comes, however long it is.
    func download(_ path: APIPath, to write: (Data) throws -> Void) async throws {
        let response = try await respond(.get, path, body: nil)
        guard (200..<300).contains(Int(response.status.code)) else { throw try await refusal(response) }
        do {
            for try await part in response.body { try write(Data(buffer: part)) }
        } catch let error as HTTPClientError {
            throw CommandError(unreachable: error, at: address)
        }
    }

    /// A call whose answer is told piece by piece, as it comes.
    func stream(
        _ path: APIPath, _ body: some RequestBody, _ take: (EventReader.Event) throws -> Void
    ) async throws {
        let body = ByteBuffer(bytes: try JSONEncoder().encode(body))
        let response = try await respond(.post, path, body: body, accepting: "text/event-stream")
        guard response.status == .ok else { throw try await refusal(response) }
        do {
            var reader = EventReader()
            for try await part in response.body {
                for event in reader.read(Data(buffer: part)) { try take(event) }
            }
        } catch let error as HTTPClientError {
            throw CommandError(unreachable: error, at: address)
        }
    }

    /// A stream of events, handed on as it comes, until the server ends it; it begins after the event with this id.
    func follow(_ path: APIPath, after lastID: String?, to write: (Data) throws -> Void) async throws {
        let response = try await respond(
            .get, path.adding(query: ["follow": "true"]), body: nil, accepting: "text/event-stream", lastEventID: lastID, timeout: .hours(24))
        guard (200..<300).contains(Int(response.status.code)) else { throw try await refusal(response) }
        do {
            for try await part in response.body { try write(Data(buffer: part)) }
        } catch let error as HTTPClientError {
            throw CommandError(unreachable: error, at: address)
        }
    }

    private func send(_ method: APIMethod, _ path: APIPath, body: ByteBuffer?) async throws -> Data {
        let response = try await respond(method, path, body: body)
        guard (200..<300).contains(Int(response.status.code)) else { throw try await refusal(response) }
        return try await content(of: response)
    }

    private func refusal(_ response: HTTPClientResponse) async throws -> CommandError {
        CommandError(
            httpStatus: Int(response.status.code), body: try await content(of: response), address: address,
            credential: credential, advises: usesCredential)
    }

    private func content(of response: HTTPClientResponse) async throws -> Data {
        do {
            return Data(buffer: try await response.body.collect(upTo: Self.answerLimit))
        } catch let error as CancellationError {
            throw error
        } catch {
            throw CommandError(unreachable: error, at: address)
        }
    }

    private func respond(
        _ method: APIMethod, _ path: APIPath, body: ByteBuffer?, accepting type: String = "application/json",
        lastEventID: String? = nil, timeout: TimeAmount = APIClient.timeout
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: address.text + path.text)
        request.method = HTTPMethod(rawValue: method.rawValue)
        request.headers.add(name: "Accept", value: type)
        if let lastEventID { request.headers.add(name: "Last-Event-ID", value: lastEventID) }
        request.headers.add(name: "User-Agent", value: "ag2trust")
        if let credential {
            request.headers.add(name: credential.header.name, value: credential.header.value)
        }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body)
        }
        do {
            return try await client.execute(request, timeout: timeout)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw CommandError(unreachable: error, at: address)
        }
    }
}
