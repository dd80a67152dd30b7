// SPDX-License-Identifier: Apache-2.0
import TrustControl
import TrustCore

/// What was typed into the form of an API key.
struct APIKeyDraft {
    /// What it is to be good for.
    enum Scope: String, CaseIterable { case everything, reading, asking }

    var name = ""
    var role = Role.member
    var scope = Scope.everything
    /// The slugs that were ticked.
    var endpoints: Set<String> = []
    /// Days; empty for a key that does not end.
    var days = ""

    init() {}

    /// The form's fields, where these endpoints can be ticked.
    static func fields(_ endpoints: [String]) -> Set<String> {
        Set(["name", "role", "scope", "days"] + endpoints.map(fieldName))
    }

    static func fieldName(_ endpoint: String) -> String { "endpoint_\(endpoint)" }

    init(_ form: Form, endpoints: [String]) {
        name = form.text("name")
        role = Role(rawValue: form.text("role")) ?? .member
        scope = Scope(rawValue: form.text("scope")) ?? .everything
        self.endpoints = Set(endpoints.filter { form.isTicked(Self.fieldName($0)) })
        days = form.text("days")
    }

    var terms: APIKeyTerms {
        APIKeyTerms(
            role: role, isReadOnly: scope == .reading, endpoints: scope == .asking ? endpoints.sorted() : nil,
            lifetime: Int64(days).map { $0 * 86_400 })
    }
}

/// Settings > API Keys > Create API key.
struct NewAPIKeyPage {
    struct Endpoint {
        var field: String
        var slug: String
        var checked: Bool
    }
    var banner: Banner?
    var name: Field
    var roles: [Choice]
    var scopes: [Choice]
    var endpoints: [Endpoint]
    var hasEndpoints: Bool
    var endpointsError: String?
    var lifetimes: [Option]
    var lifetimeError: String?

    /// `highest` is the maker's own role; a key is never above it. `endpoints` are those that there are.
    init(
        _ draft: APIKeyDraft = APIKeyDraft(), endpoints: [String], highest: Role, banner: Banner? = nil,
        errors: [String: String] = [:]
    ) {
        self.banner = banner
        name = Field(
            id: "key-name", name: "name", label: "Name", value: draft.name, placeholder: "Website chat",
            hint: "Which program uses it.", focused: true, error: errors["name"])
        roles = Choice.roles(upTo: highest, chosen: draft.role)
        scopes = APIKeyDraft.Scope.allCases.filter { $0 != .asking || !endpoints.isEmpty }.map {
            Choice(value: $0.rawValue, name: $0.title, words: $0.words, checked: $0 == draft.scope)
        }
        self.endpoints = endpoints.map {
            Endpoint(field: APIKeyDraft.fieldName($0), slug: $0, checked: draft.endpoints.contains($0))
        }
        hasEndpoints = !endpoints.isEmpty
        endpointsError = errors["endpoints"].map { _ in "Tick at least one endpoint." }
        lifetimes = [
            ("", "Never"), ("1", "In a day"), ("7", "In a week"), ("30", "In 30 days"), ("90", "In 90 days"),
            ("365", "In a year"),
        ]
        .map { Option(value: $0.0, label: $0.1, selected: $0.0 == draft.days) }
        lifetimeError = errors["expires_in"]
    }
}

extension APIKeyDraft.Scope {
    fileprivate var title: String {
        switch self {
        case .everything: "All of its role"
        case .reading: "Reading only"
        case .asking: "Asking only"
        }
    }

    fileprivate var words: String {
        switch self {
        case .everything: "Whatever someone with the role may do."
        case .reading: "Sees what the role sees; changes nothing and asks nothing."
        case .asking: "Asks the agents behind the endpoints below, and does nothing else. For a website or a bot."
        }
    }
}
