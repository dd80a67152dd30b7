// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension Note {
    static let slug = Note.pattern("^[a-z0-9-]{\(Bounds.slug.lowerBound),\(Bounds.slug.upperBound)}$")
    static let capabilities = Note.list(atMost: Capability.allCases.count, "Each at most once.")
}

extension CreateAgentTypeRequest: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .name: .text(Bounds.name).example("Support"),
            .slug: .slug.saying("Made from the name where it is missing."),
            .systemPrompt: .text(Bounds.systemPrompt),
            .model: .text(Bounds.model).example("gpt-4o-mini"),
            .endpointSlug: .slug.saying("Opens `POST /api/v1/ask/{endpoint_slug}`."),
            .capabilities: .capabilities,
            .temperature: .number(Bounds.temperature),
            .maxTokens: .integer(Bounds.maxTokens),
            .delivery: "`env` is the default.",
            .runtime: "`process` is the default.",
            .command: .list(
                atMost: Bounds.command,
                "A program of one's own with its arguments, which other processes can read; none is the built-in agent."),
        ]
    }
}

extension UpdateAgentTypeRequest: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .name: .text(Bounds.name),
            .slug: .slug,
            .systemPrompt: .text(Bounds.systemPrompt),
            .model: .text(Bounds.model),
            .endpointSlug: .pattern(
                "^[a-z0-9-]{0,\(Bounds.slug.upperBound)}$", "An empty text or `null` takes it away."),
            .capabilities: .capabilities,
            .temperature: .number(Bounds.temperature, "`null` takes it away."),
            .maxTokens: .integer(Bounds.maxTokens, "`null` takes it away."),
            .command: .list(atMost: Bounds.command, "An empty list goes back to the built-in agent."),
        ]
    }
}

extension AgentTypeResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .endpointSlug: "Missing where the type can't be asked by an endpoint of its own.",
            .command: "A program of one's own with its arguments; empty for the built-in agent.",
            .approval: "That its command may hold the key itself; missing where nobody approved it as it is now.",
            .refusedBy: .words(
                UseRefusal.self, "Why its agents can't be started as things are; missing where nothing is against it."),
        ]
    }
}
