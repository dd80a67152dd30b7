// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustControl
import TrustCore
import TrustVault

/// Somebody who calls, with the one credential that they have.
struct Visitor: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case nobody, viewer, member, admin, owner, foreignOwner, viewerKey, ownerKey, readOnlyKey, endpointKey,
            agentToken, expiredKey, revokedKey
    }
    var kind: Kind
    var role: Role
    var token: String?
    var csrf: String?

    var isPerson: Bool { csrf != nil }
    var isKnown: Bool {
        switch kind {
        case .nobody, .agentToken, .expiredKey, .revokedKey: false
        default: true
        }
    }

    static func make(_ kind: Kind, on site: Site) async throws -> Visitor {
        switch kind {
        case .nobody: return Visitor(kind: kind, role: .viewer)
        case .agentToken: return Visitor(kind: kind, role: .owner, token: text(of: TokenMint.make(.agent)))
        case .viewer: return try await person(kind, .viewer, site)
        case .member: return try await person(kind, .member, site)
        case .admin: return try await person(kind, .admin, site)
        case .owner: return try await person(kind, .owner, site)
        case .foreignOwner:
            let stranger = try await site.house.otherOwner()
            guard let user = stranger.user else { throw FakeError() }
            let visitor = try await site.visitor(user, of: stranger.organization)
            return Visitor(kind: kind, role: .owner, token: visitor.token, csrf: visitor.csrf)
        case .viewerKey: return try await key(kind, APIKeyTerms(role: .viewer), site)
        case .ownerKey: return try await key(kind, APIKeyTerms(role: .owner), site)
        case .readOnlyKey: return try await key(kind, APIKeyTerms(role: .owner, isReadOnly: true), site)
        case .endpointKey: return try await key(kind, APIKeyTerms(role: .owner, endpoints: ["support"]), site)
        case .expiredKey:
            let made = try await key(kind, APIKeyTerms(role: .owner, lifetime: 60), site)
            site.house.clock.advance(seconds: 61)
            return made
        case .revokedKey:
            let house = site.house
            let new = try await house.control.apiKeys.create(
                house.owner, name: "gone", terms: APIKeyTerms(role: .owner))
            let token = text(of: new.token)
            try await house.control.apiKeys.revoke(house.owner, new.key.id)
            return Visitor(kind: kind, role: .owner, token: token)
        }
    }

    private static func key(_ kind: Kind, _ terms: APIKeyTerms, _ site: Site) async throws -> Visitor {
        let new = try await site.house.control.apiKeys.create(site.house.owner, name: "k \(UUID())", terms: terms)
        return Visitor(kind: kind, role: terms.role, token: text(of: new.token))
    }

    private static func person(_ kind: Kind, _ role: Role, _ site: Site) async throws -> Visitor {
        let user = try await site.house.person(role)
        let visitor = try await site.visitor(user, of: site.house.organization.id)
        return Visitor(kind: kind, role: role, token: visitor.token, csrf: visitor.csrf)
    }
}

/// A way of carrying a credential, good ones and others.
enum Carrier: String, CaseIterable, Sendable {
    case cookie, apiKeyHeader, bearer, query, none, null, empty, twoAtOnce

    func uri(_ uri: String, _ visitor: Visitor) -> String {
        guard self == .query, let token = visitor.token else { return uri }
        return "\(uri)?api_key=\(token)&access_token=\(token)"
    }

    func headers(_ visitor: Visitor) -> [String: String] {
        var headers: [String: String] = [:]
        let token = visitor.token
        switch self {
        case .cookie:
            headers["Cookie"] = token.map { "ag2trust=\($0)" }
            headers["Origin"] = "http://localhost"
            headers["X-CSRF-Token"] = visitor.csrf
        case .apiKeyHeader: headers["X-API-Key"] = token
        case .bearer: headers["Authorization"] = token.map { "Bearer \($0)" }
        case .query, .none: break
        case .null: headers["X-API-Key"] = "null"
        case .empty: headers["Authorization"] = "Bearer "
        case .twoAtOnce:
            headers["X-API-Key"] = token
            headers["Authorization"] = token.map { "Bearer \($0)" }
        }
        return headers
    }
}
