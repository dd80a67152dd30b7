// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Settings > Providers > a provider > Use policy: which agent types may use it, and how its key reaches them.
struct UsePolicyPage {
    struct Entry {
        var field: String
        var name: String
        var words: String?
        var checked: Bool
    }
    var href: String
    var crumb: String
    /// Which version is changed.
    var version: String
    var banner: Banner?
    var scopes: [Choice]
    var types: [Entry]
    var hasTypes: Bool
    var typesError: String?
    var deliveries: [Entry]
    var deliveriesError: String?

    /// `policy` is what is ticked, the provider's or what was typed; `types` are all of the organization's.
    init(
        _ provider: Provider, policy: UsePolicy, types: [AgentType], typedVersion: String? = nil, banner: Banner? = nil,
        errors: [String: String] = [:]
    ) {
        href = provider.href
        crumb = provider.name
        version = typedVersion ?? provider.version.text
        self.banner = banner
        scopes = [
            Choice(
                value: Self.everyone, name: "Every agent type", words: "Whoever may manage agents can use it.",
                checked: policy.agentTypes == nil),
            Choice(
                value: Self.chosen, name: "Only some", words: "Agents of other types don’t start on it.",
                checked: policy.agentTypes != nil),
        ]
        self.types = types.map { type in
            Entry(
                field: Self.field(of: type.id), name: type.name,
                words: type.provider == provider.id ? "Names it now" : nil,
                checked: policy.agentTypes?.contains(type.id) ?? false)
        }
        hasTypes = !types.isEmpty
        typesError = errors["agent_types"]
        deliveries = CredentialDelivery.allCases.map {
            Entry(
                field: Self.field(of: $0), name: $0.title, words: $0.words, checked: policy.deliveries.contains($0))
        }
        deliveriesError = errors["deliveries"]
    }

    static let everyone = "all"
    static let chosen = "some"
    static func field(of type: AgentTypeID) -> String { "type_\(type)" }
    static func field(of delivery: CredentialDelivery) -> String { "delivery_\(delivery.rawValue)" }

    /// What its form carries.
    static func fields(_ types: [AgentType]) -> Set<String> {
        Set(
            ["types", EditConflict.field] + types.map { field(of: $0.id) } + CredentialDelivery.allCases.map(field(of:))
        )
    }

    /// What its form says.
    static func policy(of form: Form, types: [AgentType]) -> UsePolicy {
        let chosen = types.map(\.id).filter { form.isTicked(field(of: $0)) }
        return UsePolicy(
            agentTypes: form.text("types") == Self.chosen ? Set(chosen) : nil,
            deliveries: Set(CredentialDelivery.allCases.filter { form.isTicked(field(of: $0)) }))
    }

    /// What is wrong with a policy before asking anyone, by field.
    static func errors(of policy: UsePolicy, _ form: Form) -> [String: String] {
        var errors: [String: String] = [:]
        if ![everyone, chosen].contains(form.text("types")) { errors["agent_types"] = "Choose one of the two." }
        if policy.agentTypes?.isEmpty == true { errors["agent_types"] = "Choose an agent type, or allow every one." }
        if policy.deliveries.isEmpty { errors["deliveries"] = "Choose at least one delivery." }
        return errors
    }
}

/// A provider's use policy in words, on its page.
struct UsePolicyCard {
    var isForEveryType: Bool
    /// The types that it is kept for.
    var types: [Link]
    var deliveries: String
    /// Where it is changed; `nil` for who may not.
    var change: String?

    init(_ provider: Provider, types: [AgentType], mayChange: Bool) {
        isForEveryType = provider.usePolicy.agentTypes == nil
        self.types = types.filter { provider.usePolicy.agentTypes?.contains($0.id) ?? false }
            .map { Link(href: $0.href, label: $0.name) }
        deliveries = CredentialDelivery.allCases.filter(provider.usePolicy.deliveries.contains).map(\.title)
            .joined(separator: " or ")
        change = mayChange ? provider.href + "/policy" : nil
    }
}
