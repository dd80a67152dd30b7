// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import TrustControl
import TrustCore

@testable import TrustWeb

/// What a browser does with pages: keeps the cookie, and sends forms with the token that the page gave it.
final class Browser {
    struct Page {
        var status: HTTPResponse.Status
        var text: String
        var headers: HTTPFields
        var location: String { headers[.location] ?? "" }
    }

    private let client: any TestClientProtocol
    private(set) var cookie: String?

    init(_ client: any TestClientProtocol) { self.client = client }

    /// Runs pages over a house.
    static func with(
        hasOwner: Bool = false, baseURLHosts: [String] = [],
        _ body: @escaping @Sendable (Browser, House) async throws -> Void
    ) async throws {
        try await House.with(baseURLHosts: baseURLHosts, hasOwner: hasOwner) { house in
            let dashboard = try Dashboard(control: house.control, clock: house.ports.clock)
            let router = makeControlRouter(
                control: house.control, configuration: .init(port: nil), isReady: { true }, dashboard: dashboard)
            try await Application(router: router).test(.router) { client in
                try await body(Browser(client), house)
            }
        }
    }

    func get(_ path: String, htmx: Bool = false) async throws -> Page {
        try await send(.get, path, body: nil, htmx: htmx)
    }

    /// Sends a form, with the session's token from any page.
    func post(_ path: String, _ fields: [(String, String)], token: String? = nil, htmx: Bool = false) async throws
        -> Page
    {
        var fields = fields
        if let token { fields.append(("csrf_token", token)) }
        return try await send(.post, path, body: Self.encode(fields), htmx: htmx)
    }

    /// The token that the pages' forms carry.
    func token() async throws -> String {
        let page = try await get("/").text
        let rest = try #require(page.components(separatedBy: "name=\"csrf_token\" value=\"").dropFirst().first)
        return String(rest.prefix { $0 != "\"" })
    }

    /// Makes the owner and signs in, as the first visitor does.
    func setUp(_ house: House) async throws {
        guard let issued = try await house.control.setup.issueToken() else { throw FakeError() }
        let answer = try await post(
            "/setup",
            [
                ("token", text(of: issued)), ("organization", "Example Inc."), ("name", "Ada Lovelace"),
                ("email", "ada@example.com"), ("password", "correct horse battery"),
            ])
        #expect(answer.status == .seeOther)
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, body: String?, htmx: Bool) async throws -> Page {
        var headers: HTTPFields = [:]
        if let cookie { headers[.cookie] = cookie }
        if htmx { headers[.name("HX-Request")] = "true" }
        if body != nil {
            headers[.contentType] = "application/x-www-form-urlencoded"
            headers[.origin] = "http://localhost"
        }
        let response = try await client.execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        if let set = response.headers[.setCookie] { cookie = String(set.prefix { $0 != ";" }) }
        return Page(
            status: response.status, text: String(buffer: response.body), headers: response.headers)
    }

    private static func encode(_ fields: [(String, String)]) -> String {
        fields.map { name, value in
            let escaped = value.utf8.map { byte in
                (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte) || (0x30...0x39).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                    ? String(UnicodeScalar(byte)) : "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
            return "\(name)=\(escaped.joined())"
        }.joined(separator: "&")
    }
}
