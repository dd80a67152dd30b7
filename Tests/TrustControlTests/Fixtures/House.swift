// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Synchronization
import TrustControl
import TrustCore
import TrustOutbound
import TrustStore
import TrustVault

/// The control side over a real database and a real vault in a folder of its own, with a fake runtime.
struct House: Sendable {
    let repositories: Repositories
    let driver: FakeDriver
    let publisher: FakePublisher
    let ports: ControlPorts
    let control: Control
    let clock: MovableClock
    let folder: String
    /// The first organization, with its owner.
    let owner: Caller
    let organization: Organization

    /// Makes a house for the length of a call, and takes it down.
    static func with<R>(
        baseURLHosts: [String] = [], hasOwner: Bool = true, _ body: (House) async throws -> R
    ) async throws -> R {
        let folder = FileManager.default.temporaryDirectory.path + "/ag2trust-house-\(UUID().uuidString)"
        let database = try SQLiteDatabase(path: folder + "/data/ag2trust.db")
        let outbound = OutboundClient()
        do {
            try await database.migrate()
            let house = try await House(
                database: database, outbound: outbound, folder: folder, hosts: baseURLHosts, hasOwner: hasOwner)
            let result = try await body(house)
            try await outbound.shutdown()
            try database.close()
            try FileManager.default.removeItem(atPath: folder)
            return result
        } catch {
            try? await outbound.shutdown()
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    private init(
        database: SQLiteDatabase, outbound: OutboundClient, folder: String, hosts: [String], hasOwner: Bool
    ) async throws {
        self.folder = folder
        let movable = MovableClock()
        clock = movable
        let wall = WallClock { movable.now }
        repositories = Repositories(database: database, clock: wall)
        driver = FakeDriver()
        publisher = FakePublisher(source: repositories.snapshots)
        let keys = try LocalKeyService(masterKeyFile: folder + "/config/master.key", createIfMissing: true)
        let vault = Vault(keyService: keys, installation: try await repositories.identity.installation().id)
        ports = ControlPorts(
            identity: repositories.identity, providers: repositories.providers, wrappings: repositories.wrappings,
            agentTypes: repositories.agentTypes,
            agents: repositories.agents, operations: repositories.operations, messages: repositories.messages,
            webhooks: repositories.webhooks,
            requests: repositories.requests, limits: repositories.limits, usage: repositories.usage,
            calls: publisher, audit: repositories.audit, driver: driver, publisher: publisher,
            opener: StoredCredentialOpener(
                vault: vault, providers: repositories.providers, audit: repositories.audit, clock: wall),
            vault: vault,
            fingerprinter: try await KeyFingerprinter.make(identity: repositories.identity, vault: vault),
            passwords: PasswordHasher(), outbound: outbound,
            receivers: ReceiverClient(
                rule: ReceiverRule(allowsLoopback: true, ownPorts: [8080, 8081, 8082], ownHosts: [])),
            baseURLHosts: try HostAllowList(hosts),
            gatewayURL: "http://127.0.0.1:8081", clock: wall,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        control = Control(ports)
        organization = Organization(id: .make(), name: "Example", createdAt: movable.now)
        let user = User(id: .make(), email: "owner@example.com", name: "Olga Owner", createdAt: movable.now)
        owner = Caller(actor: .user(user.id), organization: organization.id, role: .owner)
        if hasOwner {
            try await repositories.identity.createOwner(
                organization: organization, user: user, passwordHash: "$none$", audit: Self.entry(owner))
        }
    }

    /// A caller of a role in the same organization.
    func caller(_ role: Role) -> Caller {
        Caller(actor: owner.actor, organization: owner.organization, role: role)
    }

    static func entry(_ caller: Caller) -> AuditEntry {
        AuditEntry(
            operation: .make(), organization: caller.organization, actor: caller.actor, action: "test.prepare",
            subject: "test", outcome: .succeeded, time: .now())
    }

    /// A provider that was stored without being tried.
    func provider(
        _ name: String = "openai-production", type: ProviderType = .openai, key: String = "sk-test-0123456789abcdef"
    ) async throws -> Provider {
        try await control.providers.create(
            owner, NewProvider(name: name, type: type, validate: false), key: secret(key)
        ).view.provider
    }

    func type(
        of provider: Provider, slug: String = "support", delivery: CredentialDelivery = .env,
        runtime: AgentRuntime = .process
    ) async throws -> AgentType {
        try await control.agentTypes.create(
            owner,
            NewAgentType(
                name: "Support", slug: slug, systemPrompt: "You help.", provider: provider.id, model: "gpt-4o",
                endpointSlug: slug, capabilities: [.webHTTP], temperature: 0.5, maxTokens: 500, delivery: delivery,
                runtime: runtime)
        ).type
    }

    func agent(of type: AgentType, name: String = "support-1") async throws -> Agent {
        try await control.agents.create(owner, name: name, type: type.id).agent
    }

    /// An agent that has started and asked for messages.
    func runningAgent(of type: AgentType, name: String = "support-1") async throws -> Agent {
        let agent = try await agent(of: type, name: name)
        _ = try await control.agents.start(owner, agent.id)
        _ = try await repositories.inbox.next(for: agent.id, within: .zero)
        return try await control.agents.show(owner, agent.id).agent
    }

    /// The audit's actions with their outcomes, oldest first.
    func audited() async throws -> [String] {
        try await repositories.audit.entries(in: organization.id, limit: 1000).reversed()
            .map { "\($0.action) \($0.outcome.rawValue)" }
    }
}

/// A clock that a test moves, or stops where a minute must not end in the middle.
final class MovableClock: Sendable {
    private let state = Mutex<(offset: Int64, frozen: Timestamp?)>((0, nil))
    var now: Timestamp { state.withLock { ($0.frozen ?? Timestamp.now()).adding(seconds: $0.offset) } }
    func advance(seconds: Int64) { state.withLock { $0.offset += seconds } }
    func freeze() { state.withLock { $0.frozen = $0.frozen ?? Timestamp.now() } }
}

/// The code of the error that a piece of work ends in; `nil` where it ends well.
func code<R: ~Copyable>(of work: () async throws -> R) async -> ErrorCode? {
    do {
        _ = try await work()
        return nil
    } catch {
        return (error as? any PresentableError)?.errorCode ?? .internalError
    }
}

/// The field at fault of the error that a piece of work ends in.
func field<R: ~Copyable>(of work: () async throws -> R) async -> String? {
    do {
        _ = try await work()
        return nil
    } catch {
        guard case .string(let name) = (error as? any PresentableError)?.details["field"] else { return nil }
        return name
    }
}

/// Waits until something holds; fails the caller's expectation by returning `false` after five seconds.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<250 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(20))
    }
    return false
}
