// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Values to store.
enum Sample {
    static let moment = Timestamp(microseconds: 1_795_348_800_000_000)

    static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: .min ... .max) } }

    static func digest() -> Digest32 {
        // Thirty-two bytes always make one.
        Digest32(bytes(32)) ?? digest()
    }

    static func fingerprint() -> KeyFingerprint { KeyFingerprint(bytes(16)) ?? fingerprint() }

    static func sealed() -> SealedCredential {
        SealedCredential(
            record: Array("PKR1".utf8) + bytes(200),
            wrapping: KeyWrapping(service: "local", keyReference: "local:1", wrappedKey: bytes(104)))
    }

    static func audit(
        _ action: String, organization: OrganizationID? = nil, subject: String = "test:1", at time: Timestamp = moment
    ) -> AuditEntry {
        AuditEntry(
            operation: .make(), organization: organization, actor: .system("tests"), action: action,
            subject: subject, outcome: .succeeded, details: ["reason": "agent_start", "a": "1"], time: time)
    }

    static func invitation(
        to organization: OrganizationID, email: String = "bob@example.com", role: Role = .member,
        by user: UserID? = nil, at time: Timestamp = moment
    ) -> Invitation {
        Invitation(
            id: .make(), organization: organization, email: email, role: role, tokenHash: digest(), invitedBy: user,
            createdAt: time, expiresAt: time.adding(seconds: Invitation.lifetime))
    }

    static func provider(
        in organization: OrganizationID, name: String = "openai-production", type: ProviderType = .openai,
        baseURL: String? = nil
    ) -> (provider: Provider, version: CredentialVersion) {
        let provider = Provider(
            id: .make(), organization: organization, name: name, type: type, baseURL: baseURL,
            useCase: "Production agents", keyHint: "abcd", fingerprint: fingerprint(), currentVersion: .make(),
            health: ProviderHealth(state: .notTested), createdAt: moment, updatedAt: moment, createdBy: nil)
        let version = CredentialVersion(
            id: provider.currentVersion, provider: provider.id, organization: organization, number: 1,
            state: .current, sealed: sealed(), createdAt: moment)
        return (provider, version)
    }

    static func agentType(
        in organization: OrganizationID, provider: ProviderID, slug: String = "support", endpoint: String? = "support"
    ) -> AgentType {
        AgentType(
            id: .make(), organization: organization, name: "Support", slug: slug, systemPrompt: "Be kind.",
            provider: provider, model: "gpt-4o", endpointSlug: endpoint, capabilities: [.webHTTP, .codeReview],
            temperature: 0.5, maxTokens: 512, delivery: .env, runtime: .process, createdAt: moment,
            updatedAt: moment)
    }

    static func agent(in organization: OrganizationID, type: AgentTypeID, name: String = "agent-1") -> Agent {
        Agent(
            id: .make(), organization: organization, type: type, name: name, state: .stopped, stateReason: nil,
            stateChangedAt: moment, process: nil, startedAt: nil, createdAt: moment)
    }

    static func usage(of agent: Agent, provider: ProviderID, at time: Timestamp = moment) -> UsageEvent {
        UsageEvent(
            id: .make(), organization: agent.organization, agent: agent.id, agentType: agent.type,
            provider: provider, requestedModel: "gpt-4o", returnedModel: "gpt-4o-2024-08-06", streamed: true,
            startedAt: time, duration: 1000, timeToFirstByte: 100, status: 200, outcome: .completed,
            usage: TokenUsage(input: 10, cachedRead: 5, cacheWrite: 3, cacheWriteLong: 2, output: 7),
            source: .reported, cost: Nanodollars(135))
    }
}
