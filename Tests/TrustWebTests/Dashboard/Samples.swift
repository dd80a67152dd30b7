// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Values to make pages of.
enum Sample {
    static let now = Timestamp(microseconds: 1_795_370_523_000_000)
    static let organization = OrganizationID.make(at: now)

    static func provider(
        _ name: String = "openai-production", _ type: ProviderType = .openai,
        _ state: ProviderHealth.State = .works
    ) throws -> Provider {
        struct NoFingerprint: Error {}
        guard let fingerprint = KeyFingerprint([UInt8](repeating: 7, count: 16)) else { throw NoFingerprint() }
        return Provider(
            id: .make(at: now), organization: organization, name: name, type: type, baseURL: nil, useCase: nil,
            keyHint: "AB12", fingerprint: fingerprint, currentVersion: .make(at: now),
            health: ProviderHealth(state: state, checkedAt: now.adding(seconds: -720)),
            createdAt: now.adding(seconds: -86_400), updatedAt: now, createdBy: nil)
    }

    static func type(_ provider: ProviderID, name: String = "Support", prompt: String = "Be kind.") -> AgentType {
        AgentType(
            id: .make(at: now), organization: organization, name: name, slug: "support", systemPrompt: prompt,
            provider: provider, model: "gpt-4o", endpointSlug: "support", capabilities: [.codeReview],
            temperature: 0.7, maxTokens: 1024, delivery: .env, runtime: .process, createdAt: now, updatedAt: now)
    }

    static func agent(
        _ type: AgentTypeID, _ state: Agent.State, secondsAgo: Int64 = 259_200, reason: String? = nil,
        name: String = "support-1"
    ) -> Agent {
        Agent(
            id: .make(at: now), organization: organization, type: type, name: name, state: state, stateReason: reason,
            stateChangedAt: now.adding(seconds: -secondsAgo), process: nil, startedAt: nil, createdAt: now)
    }
}
