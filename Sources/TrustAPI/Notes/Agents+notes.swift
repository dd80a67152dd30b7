// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension CreateAgentRequest: Annotated {
    package static var notes: [CodingKeys: Note] { [.name: .text(Bounds.name).example("Support 1")] }
}

extension StartAgentRequest: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .expiresIn: .integer(
                Bounds.tokenLifetime, "Seconds after which the token of an agent that runs elsewhere ends."),
            .allowedAddresses: .list(
                atMost: Bounds.tokenAddresses,
                "From where that token may be used: addresses, and ranges such as `10.0.0.0/8`."),
        ]
    }
}

extension AgentResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .state: .words(Agent.State.self),
            .isolation: "How far it is kept apart from the host and from other agents.",
            .tokenExpiresAt: "When the token of an agent that runs elsewhere ends, and the agent with it.",
            .environment: "What an agent that runs elsewhere is to be run with; in the answer to its start alone.",
        ]
    }
}

extension AgentStatsResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .inputTokens: "Not cached.", .averageResponseTimeMs: "The mean of completed calls of the model.",
            .messagesProcessed: "Of agents only.",
        ]
    }
}

extension MoneyResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .amount: .decimal.saying("Missing where nothing of it is known."),
            .currency: Note.pattern("^[A-Z]{3}$").example("USD"),
            .unknownCalls: "Calls whose cost is not known: the amount is a lower bound if there are any.",
            .reason: "Why it is not known, or not wholly.",
        ]
    }
}

extension RequestResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .cost: .decimal.saying("USD; missing where it is not known."),
            .model: "The one that answered, as far as it is known.",
        ]
    }
}

extension Note {
    /// Money.
    static let decimal = Note.pattern("^-?[0-9]+([.][0-9]+)?$")
}
