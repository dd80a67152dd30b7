// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// What was typed into the form of an agent type.
struct AgentTypeDraft: Equatable {
    var name = ""
    /// Its name in URLs; made from the name where it is empty.
    var slug = ""
    var prompt = ""
    var provider = ""
    var model = ""
    var capabilities: Set<Capability> = []
    var temperature = ""
    var maxTokens = ""
    var endpointSlug = ""
    var delivery = CredentialDelivery.env
    var runtime = AgentRuntime.process
    /// A program of one's own: it and its arguments, one a line.
    var command = ""
    /// Of the label fields, by name.
    var labels: [String: String] = [:]

    init() {}

    init(_ type: AgentType) {
        name = type.name
        slug = type.slug
        prompt = type.systemPrompt
        provider = type.provider.description
        model = type.model
        capabilities = Set(type.capabilities)
        temperature = type.temperature.map { DecimalText.write($0) } ?? ""
        maxTokens = type.maxTokens.map(String.init) ?? ""
        endpointSlug = type.endpointSlug ?? ""
        delivery = type.delivery
        runtime = type.runtime
        command = type.command.joined(separator: "\n")
        labels = LabelFields.values(of: type.labels)
    }

    /// The form's fields.
    static let fields = Set(
        [
            "csrf_token", "name", "slug", "system_prompt", "provider_id", "model", "temperature", "max_tokens",
            "endpoint_slug", "delivery", "runtime", "command", EditConflict.field,
        ] + Capability.allCases.map(\.fieldName))

    init(_ form: Form) {
        name = form.text("name")
        slug = form.text("slug")
        prompt = form.raw("system_prompt")
        provider = form.text("provider_id")
        model = form.text("model")
        capabilities = Set(Capability.allCases.filter { form.isTicked($0.fieldName) })
        temperature = form.text("temperature")
        maxTokens = form.text("max_tokens")
        endpointSlug = form.text("endpoint_slug")
        delivery = CredentialDelivery(rawValue: form.text("delivery")) ?? .env
        runtime = AgentRuntime(rawValue: form.text("runtime")) ?? .process
        command = form.raw("command")
        labels = form.labelValues
    }

    /// The command's lines; an empty one among them is an empty argument, at the end it is not.
    var arguments: [String] {
        var lines = command.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// Whether a command can be written one argument a line.
    static func canShow(_ command: [String]) -> Bool {
        var draft = AgentTypeDraft()
        draft.command = command.joined(separator: "\n")
        return draft.arguments == command
    }

    /// Where what was typed is another than what is saved.
    func conflict(with saved: AgentTypeDraft, providers: [Provider]) -> EditConflict {
        func title(of provider: String) -> String {
            providers.first { $0.id.description == provider }?.name ?? provider
        }
        func titles(_ capabilities: Set<Capability>) -> String {
            Capability.allCases.filter(capabilities.contains).map(\.title).joined(separator: ", ")
        }
        var conflict = EditConflict()
        conflict.compare("Name", saved: saved.name, typed: name)
        conflict.compare("System prompt", saved: saved.prompt, typed: prompt)
        conflict.compare("Provider", saved: title(of: saved.provider), typed: title(of: provider))
        conflict.compare("Model", saved: saved.model, typed: model)
        conflict.compare("Tools", saved: titles(saved.capabilities), typed: titles(capabilities))
        conflict.compare("Temperature", saved: saved.temperature, typed: temperature)
        conflict.compare("Max tokens", saved: saved.maxTokens, typed: maxTokens)
        conflict.compare("Endpoint slug", saved: saved.endpointSlug, typed: endpointSlug)
        conflict.compare("Delivery", saved: saved.delivery.title, typed: delivery.title)
        conflict.compare("Command", saved: saved.command, typed: command)
        conflict.compare("Runs", saved: saved.runtime.title, typed: runtime.title)
        conflict.compareLabels(saved: saved.labels, typed: labels)
        return conflict
    }

    /// What can be said of the numbers and ids before asking anyone, by field.
    var errors: [String: String] {
        var errors: [String: String] = [:]
        if ProviderID(provider) == nil { errors["provider_id"] = "Choose a provider." }
        if !temperature.isEmpty, DecimalText.read(temperature).map({ (0...1).contains($0) }) != true {
            errors["temperature"] = "A number from 0 to 1, such as 0.7."
        }
        if !maxTokens.isEmpty, Int64(maxTokens).map({ $0 > 0 }) != true {
            errors["max_tokens"] = "A whole number above 0."
        }
        return errors
    }
}

extension Capability {
    var fieldName: String { "capability_\(rawValue)" }
}

/// Numbers such as 0.7, as people write them.
enum DecimalText {
    static func read(_ text: String) -> Double? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }) else { return nil }
        return Double(text)
    }

    /// Without a trailing `.0`.
    static func write(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}

/// The form of an agent type, in the order a person thinks.
struct AgentTypeFormPage {
    /// A field of several lines.
    struct Text {
        var id: String
        var name: String
        var label: String
        var value: String
        var hint: String
        var placeholder: String?
        var error: String?
        var invalid: Bool
        var describedBy: String

        init(
            id: String, name: String, label: String, value: String, placeholder: String? = nil, hint: String,
            error: String?
        ) {
            self.id = id
            self.name = name
            self.label = label
            self.value = value
            self.hint = hint
            self.placeholder = placeholder
            self.error = error
            invalid = error != nil
            describedBy = (error == nil ? "" : "\(id)-error ") + "\(id)-hint"
        }
    }
    struct CapabilityChoice {
        var field: String
        var name: String
        var words: String
        /// What it contains, by the names that the model sees.
        var tools: String
        var checked: Bool
    }
    struct Model {
        var id: String
        var words: String
    }
    struct ModelList {
        var type: String
        var models: [Model]
    }
    var heading: String
    var purpose: String
    var crumb: Link?
    var action: String
    var verb: String
    var cancel: String
    var footnote: String?
    var banner: Banner?
    /// Which version is edited; `nil` for a new one.
    var version: String?
    var name: Field
    var slug: Field
    var prompt: Text
    var providers: [Option]
    var providerError: String?
    var model: Field
    var modelLists: [ModelList]
    var capabilities: [CapabilityChoice]
    var temperature: Field
    var maxTokens: Field
    var endpointSlug: Field
    var deliveries: [Choice]
    var deliveryError: String?
    var runtimes: [Choice]
    /// `nil` where it can't be shown one argument a line.
    var command: Text?
    var commandLine: String
    var commandOpen: Bool
    var labelFields: LabelFields

    /// `editing` is the type that is changed, `nil` for a new one; `typedVersion` is the one that was read where not it.
    init(
        _ draft: AgentTypeDraft, providers: [Provider], editing: AgentType? = nil, typedVersion: String? = nil,
        banner: Banner? = nil, errors: [String: String] = [:]
    ) {
        heading = editing.map { "Edit \($0.name)" } ?? "Create agent type"
        purpose = "Says once what all agents of this type share."
        crumb = editing.map { Link(href: $0.href, label: $0.name) }
        action = editing.map { "\($0.href)/edit" } ?? "/agent-types"
        verb = editing == nil ? "Create agent type" : "Save changes"
        cancel = editing?.href ?? "/agent-types"
        footnote = editing == nil ? nil : "Running agents follow at their next start."
        self.banner = banner
        version = typedVersion ?? editing?.version.text
        name = Field(
            id: "type-name", name: "name", label: "Name", value: draft.name, placeholder: "Support",
            error: errors["name"])
        slug = Field(
            id: "type-slug", name: "slug", label: "Slug", value: draft.slug, placeholder: "support",
            hint: "Its name in URLs and commands. Made from the name if you leave it empty.", required: false,
            mono: true, suggested: editing == nil && draft.slug.isEmpty, error: errors["slug"])
        prompt = Text(
            id: "type-prompt", name: "system_prompt", label: "System prompt", value: draft.prompt,
            hint: "What the agent is, what it answers and what it leaves alone.", error: errors["system_prompt"])
        let showsCommand = AgentTypeDraft.canShow(editing?.command ?? [])
        commandLine = editing?.commandLine ?? ""
        command =
            !showsCommand
            ? nil
            : Text(
                id: "type-command", name: "command", label: "Command", value: draft.command,
                placeholder: "/opt/reports/agent\n--quiet",
                hint:
                    "A program’s absolute path, then its arguments, one a line. Nothing secret: others on this machine can "
                    + "read them. With the delivery Environment, an owner or admin has to approve it.",
                error: errors["command"])
        commandOpen = !showsCommand || !draft.command.isEmpty || errors["command"] != nil
        self.providers = providers.map {
            Option(
                value: $0.id.description, label: "\($0.name) (\($0.type.displayName))", type: $0.type.rawValue,
                selected: $0.id.description == draft.provider)
        }
        providerError = errors["provider_id"]
        model = Field(
            id: "type-model", name: "model", label: "Model", value: draft.model, placeholder: "gpt-4o",
            mono: true, error: errors["model"])
        modelLists = ProviderType.allCases.map { ModelList(type: $0.rawValue, models: Self.models(of: $0)) }
        capabilities = Capability.allCases.map {
            CapabilityChoice(
                field: $0.fieldName, name: $0.title, words: $0.words, tools: $0.toolNames,
                checked: draft.capabilities.contains($0))
        }
        temperature = Field(
            id: "type-temperature", name: "temperature", label: "Temperature", value: draft.temperature,
            placeholder: "0.7", hint: "From 0, most alike, to 1, most varied.", inputMode: "decimal",
            required: false, error: errors["temperature"])
        maxTokens = Field(
            id: "type-max-tokens", name: "max_tokens", label: "Max tokens", value: draft.maxTokens,
            placeholder: "1024", hint: "The longest reply.", inputMode: "numeric", required: false,
            error: errors["max_tokens"])
        endpointSlug = Field(
            id: "type-endpoint", name: "endpoint_slug", label: "Endpoint slug", value: draft.endpointSlug,
            placeholder: "support",
            hint: "Opens POST /api/v1/ask/ followed by it. Without one, agents are asked by id.",
            required: false, mono: true, error: errors["endpoint_slug"])
        deliveries = CredentialDelivery.allCases.map {
            Choice(value: $0.rawValue, name: $0.title, words: $0.words, checked: $0 == draft.delivery)
        }
        deliveryError = errors["delivery"]
        runtimes = AgentRuntime.allCases.map {
            Choice(value: $0.rawValue, name: $0.title, words: $0.words + ".", checked: $0 == draft.runtime)
        }
        labelFields = LabelFields(draft.labels, error: errors["labels"])
    }

    /// The source document's models, with its words; any other name may be typed.
    private static func models(of type: ProviderType) -> [Model] {
        switch type {
        case .openai:
            [
                Model(id: "gpt-4o", words: "General purpose"),
                Model(id: "gpt-4o-mini", words: "High volume, simple tasks"),
                Model(id: "gpt-4-turbo", words: "Complex reasoning"),
            ]
        case .anthropic:
            [
                Model(id: "claude-sonnet-4-20250514", words: "Balanced performance"),
                Model(id: "claude-opus-4-20250514", words: "Complex analysis"),
            ]
        }
    }
}
