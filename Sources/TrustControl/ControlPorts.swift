// SPDX-License-Identifier: Apache-2.0
package import Logging
package import TrustCore
package import TrustOutbound
package import TrustVault

/// All that the use cases stand on, handed in by whoever puts the program together.
package struct ControlPorts: Sendable {
    package var identity: any IdentityStore & PeopleStore & ChecklistStore
    package var providers: any ProviderStore
    package var wrappings: any WrappingStore
    package var agentTypes: any AgentTypeStore
    package var agents: any AgentStore
    package var operations: any BulkOperationStore
    package var messages: any MessageStore
    package var webhooks: any WebhookStore
    package var requests: any RequestStore
    package var limits: any LimitLedger & LimitSettings
    package var usage: any UsageStore
    package var calls: any UsageFlush
    package var audit: any AuditLog
    package var driver: any RuntimeDriver
    package var publisher: any SnapshotPublisher
    package var opener: any CredentialOpener
    package var vault: Vault
    package var fingerprinter: KeyFingerprinter
    package var passwords: PasswordHasher
    package var outbound: OutboundClient
    package var receivers: ReceiverClient
    /// Hosts that a provider's own base URL may name.
    package var baseURLHosts: HostAllowList
    /// The gateway's origin as agents reach it, such as `http://127.0.0.1:8081`; no slash at the end.
    package var gatewayURL: String
    /// Whether a real key may be handed to a local agent that nothing keeps apart from the server.
    package var allowsUnisolatedEnv: Bool
    package var clock: WallClock
    package var logger: Logger

    package init(
        identity: any IdentityStore & PeopleStore & ChecklistStore, providers: any ProviderStore,
        wrappings: any WrappingStore, agentTypes: any AgentTypeStore, agents: any AgentStore,
        operations: any BulkOperationStore, messages: any MessageStore,
        webhooks: any WebhookStore, requests: any RequestStore, limits: any LimitLedger & LimitSettings,
        usage: any UsageStore, calls: any UsageFlush, audit: any AuditLog, driver: any RuntimeDriver,
        publisher: any SnapshotPublisher, opener: any CredentialOpener, vault: Vault,
        fingerprinter: KeyFingerprinter, passwords: PasswordHasher, outbound: OutboundClient,
        receivers: ReceiverClient, baseURLHosts: HostAllowList, gatewayURL: String,
        allowsUnisolatedEnv: Bool = false, clock: WallClock = WallClock(), logger: Logger
    ) {
        self.identity = identity
        self.providers = providers
        self.wrappings = wrappings
        self.agentTypes = agentTypes
        self.agents = agents
        self.operations = operations
        self.messages = messages
        self.webhooks = webhooks
        self.requests = requests
        self.limits = limits
        self.usage = usage
        self.calls = calls
        self.audit = audit
        self.driver = driver
        self.publisher = publisher
        self.opener = opener
        self.vault = vault
        self.fingerprinter = fingerprinter
        self.passwords = passwords
        self.outbound = outbound
        self.receivers = receivers
        self.baseURLHosts = baseURLHosts
        self.gatewayURL = gatewayURL
        self.allowsUnisolatedEnv = allowsUnisolatedEnv
        self.clock = clock
        self.logger = logger
    }
}
