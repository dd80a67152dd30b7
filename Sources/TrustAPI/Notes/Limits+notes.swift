// SPDX-License-Identifier: Apache-2.0

extension UpdateLimitsRequest: Annotated {
    package static var notes: [CodingKeys: Note] {
        [.organizationRequests: .integer(1...100_000, "How many a minute; it counts at once.")]
    }
}

extension LimitsResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .organizationRequests: "What programs ask of the customer API; the one that can be changed.",
            .agents: "Who has used most of a limit first.",
            .resetsAt: .format("date-time", "When the minute ends."),
        ]
    }
}

extension AgentLimitsResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .requests: "Questions to the agent.", .toolCalls: "Calls of its tools.",
            .httpRequests: "What its tools may fetch.",
        ]
    }
}

extension UpdateChecklistRequest: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .masterKeyBackedUp: "Whether the master key is kept somewhere else too.",
            .dismissed: "Whether the dashboard leaves the list away.",
        ]
    }
}
