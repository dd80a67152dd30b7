// SPDX-License-Identifier: Apache-2.0
package import Logging
package import TrustCore
package import TrustOutbound
package import TrustVault

/// All that the use cases stand on, handed in by whoever puts the program together.
package struct ControlPorts: Sendable {
    package var identity: any IdentityStore & PeopleStore
    package var providers: any ProviderStore
    package var agentTypes: any AgentTypeStore
    package var agents: any AgentStore
    package var operations: any BulkOperationStore
    package var messages: any MessageStore
    package var limits: any LimitLedger
    package var usage: any UsageStore
    package var audit: any AuditLog
    package var driver: any RuntimeDriver
    package var publisher: any SnapshotPublisher
    package var opener: any CredentialOpener
    package var vault: Vault
    package var fingerprinter: KeyFingerprinter
    package var passwords: PasswordHasher
    package var outbound: OutboundClient
    /// Hosts that a provider's own base URL may name.
    package var baseURLHosts: HostAllowList
    /// The gateway's origin as agents reach it, such as `http://127.0.0.1:8081`; no slash at the end.
    package var gatewayURL: String
    package var clock: WallClock
    package var logger: Logger

    package init(
        identity: any IdentityStore & PeopleStore, providers: any ProviderStore, agentTypes: any AgentTypeStore,
        agents: any AgentStore, operations: any BulkOperationStore, messages: any MessageStore,
        limits: any LimitLedger, usage: any UsageStore, audit: any AuditLog, driver: any RuntimeDriver,
        publisher: any SnapshotPublisher,
        opener: any CredentialOpener, vault: Vault, fingerprinter: KeyFingerprinter, passwords: PasswordHasher,
        outbound: OutboundClient, baseURLHosts: HostAllowList, gatewayURL: String, clock: WallClock = WallClock(),
        logger: Logger
    ) {
        self.identity = identity
        self.providers = providers
        self.agentTypes = agentTypes
        self.agents = agents
        self.operations = operations
        self.messages = messages
        self.limits = limits
        self.usage = usage
        self.audit = audit
        self.driver = driver
        self.publisher = publisher
        self.opener = opener
        self.vault = vault
        self.fingerprinter = fingerprinter
        self.passwords = passwords
        self.outbound = outbound
        self.baseURLHosts = baseURLHosts
        self.gatewayURL = gatewayURL
        self.clock = clock
        self.logger = logger
    }
}
