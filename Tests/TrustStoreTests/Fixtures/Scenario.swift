// SPDX-License-Identifier: Apache-2.0
import TrustCore
import TrustStore

/// An organization with a provider, a type and an agent of it, all at rest.
struct Scenario: Sendable {
    let organization: Organization
    let user: User
    let provider: Provider
    let version: CredentialVersion
    let type: AgentType
    let agent: Agent
}

extension TestStore {
    func makeOrganization() async throws -> (Organization, User) {
        let organization = Organization(id: .make(), name: "Acme", createdAt: Sample.moment)
        let user = User(id: .make(), email: "ann@example.com", name: "Ann", createdAt: Sample.moment)
        try await repositories.identity.createOwner(
            organization: organization, user: user, passwordHash: "scrypt$1",
            audit: Sample.audit("setup", organization: organization.id))
        return (organization, user)
    }

    func makeProvider(
        in organization: OrganizationID, name: String = "openai-production"
    ) async throws -> (provider: Provider, version: CredentialVersion) {
        let (provider, version) = Sample.provider(in: organization, name: name)
        try await repositories.providers.insert(
            provider, version: version, audit: Sample.audit("provider.create", organization: organization))
        return (provider, version)
    }

    func makeType(
        in organization: OrganizationID, provider: ProviderID, slug: String = "support"
    ) async throws -> AgentType {
        let type = Sample.agentType(in: organization, provider: provider, slug: slug, endpoint: slug)
        try await repositories.agentTypes.insert(
            type, audit: Sample.audit("agent_type.create", organization: organization))
        return type
    }

    func makeAgent(
        in organization: OrganizationID, type: AgentTypeID, name: String = "agent-1"
    ) async throws -> Agent {
        let agent = Sample.agent(in: organization, type: type, name: name)
        try await repositories.agents.insert(agent, audit: Sample.audit("agent.create", organization: organization))
        return agent
    }

    func makeScenario() async throws -> Scenario {
        let (organization, user) = try await makeOrganization()
        let (provider, version) = try await makeProvider(in: organization.id)
        let type = try await makeType(in: organization.id, provider: provider.id)
        let agent = try await makeAgent(in: organization.id, type: type.id)
        return Scenario(
            organization: organization, user: user, provider: provider, version: version, type: type, agent: agent)
    }

    @discardableResult
    func start(_ agent: Agent, token: Digest32 = Sample.digest()) async throws -> AgentStart {
        try await repositories.agents.beginStart(
            agent.id, in: agent.organization, tokenHash: token, terms: TokenTerms(), at: Sample.moment)
    }

    /// Queues a message in a thread of its own, or in one that is there.
    @discardableResult
    func ask(
        _ agent: Agent, _ content: String = "Hello?", thread: ThreadID? = nil, after seconds: Int64 = 0
    ) async throws -> Message {
        let time = Sample.moment.adding(seconds: seconds)
        let new =
            thread == nil
            ? ConversationThread(id: .make(), organization: agent.organization, agent: agent.id, createdAt: time) : nil
        let message = Message(
            id: .make(), organization: agent.organization, agent: agent.id, thread: thread ?? new?.id ?? .make(),
            state: .queued, content: content, createdAt: time)
        try await repositories.messages.enqueue(message, newThread: new)
        return message
    }
}
