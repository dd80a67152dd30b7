// SPDX-License-Identifier: Apache-2.0

/// The two kinds of provider, and with each the dialect that it speaks.
package enum ProviderType: String, Sendable, Codable, CaseIterable {
    case openai
    case anthropic

    /// The name people know.
    package var displayName: String { self == .openai ? "OpenAI" : "Anthropic" }

    /// "Best for", in the source document's words.
    package var bestFor: String {
        self == .openai ? "General purpose, fast responses" : "Complex reasoning, longer context"
    }

    /// The origin that is called when a provider has no base URL of its own. A base URL is an origin with an optional
    /// path prefix, *without* `/v1`, which both dialects' paths begin with.
    package var defaultBaseURL: String {
        self == .openai ? "https://api.openai.com" : "https://api.anthropic.com"
    }

    /// The variables from which the providers' own client libraries read key and address.
    package var keyVariable: String { self == .openai ? "OPENAI_API_KEY" : "ANTHROPIC_API_KEY" }
    package var baseURLVariable: String { self == .openai ? "OPENAI_BASE_URL" : "ANTHROPIC_BASE_URL" }

    /// Lengths of keys that are taken, in bytes: servers that speak a dialect have keys of any kind.
    package static let keyLengths = 8...8192
}

/// How an agent comes to the use of a provider's key.
package enum CredentialDelivery: String, Sendable, Codable, CaseIterable {
    /// The agent's environment holds the real key; calls go through the gateway all the same.
    case env
    /// The environment holds a token that is good only at the gateway, for this agent, until it stops.
    case leased
}

/// Where an agent's process runs.
package enum AgentRuntime: String, Sendable, Codable, CaseIterable {
    /// A process on the server's own machine.
    case process
    /// Somewhere else, started by somebody else: it only gets the right to use the provider, from start to stop, under
    /// a token of its own.
    case external
}
