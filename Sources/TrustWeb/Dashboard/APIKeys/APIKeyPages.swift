// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Settings > API Keys.
struct APIKeysPage {
    struct Row {
        var name: String
        var prefix: String
        var role: String
        var scope: String
        var created: Moment
        /// `nil` for a key that does not end.
        var ends: Moment?
        var hasEnded: Bool
        var lastUsed: Moment?
        var revoke: String

        init(_ key: APIKey, now: Timestamp) {
            name = key.name
            prefix = key.prefix.hasSuffix("…") ? String(key.prefix.dropLast()) : key.prefix
            role = key.role.rawValue
            scope = key.scope.words
            created = .absolute(key.createdAt)
            ends = key.expiresAt.map { .absolute($0) }
            hasEnded = key.expiresAt.map { $0 <= now } ?? false
            lastUsed = key.lastUsedAt.map { .ago($0, now: now) }
            revoke = "/settings/api-keys/\(key.id)/revoke"
        }
    }
    var rows: [Row]
    var isEmpty: Bool

    init(rows: [Row]) {
        self.rows = rows
        isEmpty = rows.isEmpty
    }
}

/// The key, once.
struct APIKeyCreatedPage {
    var name: String
    var role: String
    var scope: String
    var ends: Moment?
    var key: String
}

extension APIKeyScope {
    /// What it leaves of the role.
    var words: String {
        switch (isReadOnly, endpoints) {
        case (true, _): "reading"
        case (false, let endpoints?): "asking " + endpoints.joined(separator: ", ")
        case (false, nil): "all of its role"
        }
    }
}

extension Role {
    var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
    /// What someone with it may do.
    var words: String {
        switch self {
        case .viewer: "Sees everything but secrets."
        case .member: "Talks to agents, starts and stops them."
        case .admin: "Manages providers, agent types and people."
        case .owner: "May do everything."
        }
    }
}

extension Confirmation {
    /// The question before a key is revoked.
    static func revoking(_ key: APIKey) -> Confirmation {
        Confirmation(
            title: "Revoke \(key.name)?",
            consequences: ["Programs that use it are refused from now on.", "It can’t be brought back."],
            action: "/settings/api-keys/\(key.id)/revoke", verb: "Revoke key", cancel: "/settings/api-keys")
    }
}
