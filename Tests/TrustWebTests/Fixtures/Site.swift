// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore
import TrustControl
import TrustCore
import TrustStore
import TrustVault
import TrustWeb

/// The control listener over a house, asked without a socket in between.
struct Site: Sendable {
    let house: House
    let client: any TestClientProtocol
    let entries: [AccessRoutes.Entry]

    static func with<R: Sendable>(
        baseURLHosts: [String] = [], hasOwner: Bool = true, hasDashboard: Bool = false,
        publicOrigin: PublicOrigin? = nil,
        _ body: @escaping @Sendable (Site) async throws -> R
    ) async throws -> R {
        try await House.with(baseURLHosts: baseURLHosts, hasOwner: hasOwner) { house in
            let (router, entries) = makeControlRoutes(
                control: house.control,
                configuration: ControlServerConfiguration(port: 8080, publicOrigin: publicOrigin),
                isReady: { true },
                dashboard: hasDashboard ? try Dashboard(control: house.control) : nil)
            return try await Application(router: router, logger: house.ports.logger).test(.router) { client in
                try await body(Site(house: house, client: client, entries: entries))
            }
        }
    }

    /// A signed-in person, without the work of a password.
    struct Visitor: Sendable {
        var token: String
        var csrf: String
    }

    func visitor() async throws -> Visitor {
        guard let user = house.owner.user else { throw FakeError() }
        return try await visitor(user, of: house.organization.id)
    }

    func visitor(_ user: UserID, of organization: OrganizationID) async throws -> Visitor {
        let token = TokenMint.make(.session)
        let csrf = TokenMint.csrfToken()
        try await house.repositories.identity.insertSession(
            Session(
                id: .make(), user: user, organization: organization, tokenHash: TokenMint.digest(of: token),
                csrfToken: csrf, createdAt: house.clock.now, expiresAt: house.clock.now.adding(seconds: 3600)))
        return Visitor(token: text(of: token), csrf: csrf)
    }

    /// The text of a fresh API key.
    func apiKey(_ role: Role) async throws -> String {
        let new = try await house.control.apiKeys.create(
            house.owner, name: "key \(UUID())", terms: APIKeyTerms(role: role))
        return text(of: new.token)
    }

    /// One call.
    func call(
        _ method: String, _ uri: String, _ json: String? = nil, headers: [String: String] = [:]
    ) async throws -> Reply {
        var fields = HTTPFields()
        if json != nil { fields[.contentType] = "application/json" }
        for (name, value) in headers {
            guard let name = HTTPFields.Element.Name(name) else { throw FakeError() }
            fields[name] = value
        }
        guard let method = HTTPRequest.Method(rawValue: method) else { throw FakeError() }
        return try await client.execute(
            uri: uri, method: method, headers: fields, body: json.map { ByteBuffer(string: $0) }
        ) { response in
            Reply(
                status: Int(response.status.code), text: String(buffer: response.body),
                headers: Dictionary(
                    response.headers.map { ($0.name.rawName.lowercased(), $0.value) },
                    uniquingKeysWith: { $0 + ", " + $1 }))
        }
    }

    struct Reply: Sendable {
        var status: Int
        var text: String
        var headers: [String: String]
        var json: JSONValue {
            (try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))) ?? .null
        }
        var code: String? { json["error_code"]?.string }
        var field: String? { json["details"]?["field"]?.string }
    }
}

extension JSONValue {
    subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }
    subscript(_ index: Int) -> JSONValue? {
        guard case .array(let items) = self, items.indices.contains(index) else { return nil }
        return items[index]
    }
    var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
    var count: Int {
        guard case .array(let items) = self else { return 0 }
        return items.count
    }
}
