// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Settings > API Keys.
struct APIKeysPage {
    struct Row {
        var name: String
        var prefix: String
        var role: String
        var created: Moment
        var lastUsed: Moment?
        var revoke: String

        init(_ key: APIKey, now: Timestamp) {
            name = key.name
            prefix = key.prefix.hasSuffix("…") ? String(key.prefix.dropLast()) : key.prefix
            role = key.role.rawValue
            created = .absolute(key.createdAt)
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

/// Settings > API Keys > Create API key.
struct NewAPIKeyPage {
    var banner: Banner?
    var name: Field
    var roles: [Choice]

    /// `highest` is the maker's own role; a key is never above it.
    init(
        name: String = "", role: Role = .member, highest: Role, banner: Banner? = nil, errors: [String: String] = [:]
    ) {
        self.banner = banner
        self.name = Field(
            id: "key-name", name: "name", label: "Name", value: name, placeholder: "Website chat",
            hint: "Which program uses it.", focused: true, error: errors["name"])
        roles = Choice.roles(upTo: highest, chosen: role)
    }
}

/// The key, once.
struct APIKeyCreatedPage {
    var name: String
    var role: String
    var key: String
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
