// SPDX-License-Identifier: Apache-2.0

extension RequestDetailResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .agentName: "Missing where the agent is deleted.",
            .agentTypeName: "Missing where the agent type is deleted.",
            .providerName: "Missing where the provider is deleted.",
            .returnedModel: "As the reply names it; it decides the price.",
            .explanation: "What became of the call, in words.",
            .lines: "What its cost is made of; empty where the tokens are not known.",
            .costReason: "Why the cost is not known.",
        ]
    }
}

extension RequestLineResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .kind: "`input`, `cached_read`, `cache_write`, `cache_write_long`, `output`.",
            .pricePerMillion: .decimal.saying("USD for a million tokens; missing where it is not known."),
            .cost: .decimal.saying("USD; missing where it is not known."),
        ]
    }
}
