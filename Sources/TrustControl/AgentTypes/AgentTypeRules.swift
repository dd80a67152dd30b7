// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// What an agent type's fields may hold.
enum AgentTypeRules {
    static let name = TextRule("name", Bounds.name)
    static let model = TextRule("model", Bounds.model)
    static let systemPrompt = TextRule("system_prompt", Bounds.systemPrompt, isMultiline: true)
    /// One environment variable holds it, and the kernel takes none above 128 KiB.
    static let systemPromptBytes = 120_000

    /// The type with its texts trimmed.
    /// - Throws: `INVALID_REQUEST` naming the first field at fault.
    static func check(_ type: AgentType) throws(ControlError) -> AgentType {
        var type = type
        type.name = try name.check(type.name)
        type.slug = try Slug.check(type.slug, field: "slug")
        type.systemPrompt = try systemPrompt.check(type.systemPrompt)
        guard type.systemPrompt.utf8.count <= systemPromptBytes else {
            throw .invalid("system_prompt", "This is too long: at most \(systemPromptBytes) bytes.")
        }
        type.model = try model.check(type.model)
        if let slug = type.endpointSlug { type.endpointSlug = try Slug.check(slug, field: "endpoint_slug") }
        guard Set(type.capabilities).count == type.capabilities.count else {
            throw .invalid("capabilities", "A capability is named twice.")
        }
        if let temperature = type.temperature, !Bounds.temperature.contains(temperature) {
            throw .invalid("temperature", "This takes a number from 0 to 1.")
        }
        if let maxTokens = type.maxTokens, !Bounds.maxTokens.contains(maxTokens) {
            throw .invalid("max_tokens", "This takes a whole number from 1 to 1000000.")
        }
        try check(command: type.command)
        guard type.runtime != .external || type.command.isEmpty else {
            throw .invalid("command", "An agent that runs elsewhere is started there.")
        }
        guard type.runtime != .external || type.delivery == .leased else {
            throw .invalid("delivery", "An agent that runs elsewhere gets a token: its delivery is leased.")
        }
        return type
    }

    private static func check(command: [String]) throws(ControlError) {
        guard let program = command.first else { return }
        guard program.hasPrefix("/") else { throw .invalid("command", "It begins with a program's absolute path.") }
        guard command.count <= Bounds.command else {
            throw .invalid("command", "This takes a program and at most \(Bounds.command - 1) arguments.")
        }
        for argument in command {
            guard argument.utf8.count <= Bounds.argument else {
                throw .invalid("command", "An argument is too long: at most \(Bounds.argument) bytes.")
            }
            guard argument.unicodeScalars.allSatisfy(isReadable) else {
                throw .invalid("command", "An argument has characters that can't be seen.")
            }
        }
    }

    /// Whoever approves a command approves what can be seen of it: nothing hides, or turns text around.
    private static func isReadable(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\t" || scalar.isPrintable && scalar.properties.generalCategory != .privateUse
    }
}
