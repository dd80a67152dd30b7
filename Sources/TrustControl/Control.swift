// SPDX-License-Identifier: Apache-2.0

/// Every use case of the control side, wired once.
package struct Control: Sendable {
    package let access: AccessService
    package let setup: SetupService
    package let sessions: SessionService
    package let apiKeys: APIKeyService
    package let users: UserService
    package let invitations: InvitationService
    package let providers: ProviderService
    package let agentTypes: AgentTypeService
    package let agents: AgentService
    package let asking: AskService
    package let webhooks: WebhookService
    package let repeats: RepeatService
    package let usage: UsageService
    package let requests: RequestService
    package let limits: LimitService
    package let checklist: ChecklistService
    package let audit: AuditService
    package let keyService: KeyServiceDesk
    /// To be run as long as anything is served.
    package let keyServiceMonitor: KeyServiceMonitor
    /// To be reconciled before anything is served, and run as long as it is.
    package let supervisor: AgentSupervisor
    package let operations: BulkOperationService
    /// To be run as long as anything is served.
    package let bulkRunner: BulkRunner
    /// To be run as long as anything is served.
    package let keeper: MessageKeeper
    package let dispatcher: WebhookDispatcher

    /// `startLimit` is how long an agent may take to come up, as a part of an operation on many.
    package init(_ ports: ControlPorts, startLimit: Duration = .seconds(30)) {
        let trail = AuditTrail(log: ports.audit, clock: ports.clock)
        let locks = AgentLocks()
        access = AccessService(identity: ports.identity, clock: ports.clock)
        setup = SetupService(
            identity: ports.identity, passwords: ports.passwords, audit: trail, clock: ports.clock)
        sessions = SessionService(
            identity: ports.identity, passwords: ports.passwords, audit: trail, clock: ports.clock)
        apiKeys = APIKeyService(identity: ports.identity, audit: trail, clock: ports.clock)
        users = UserService(people: ports.identity, audit: trail)
        invitations = InvitationService(
            people: ports.identity, identity: ports.identity, passwords: ports.passwords, audit: trail,
            clock: ports.clock)
        providers = ProviderService(ports, audit: trail)
        agentTypes = AgentTypeService(
            types: ports.agentTypes, providers: ports.providers, audit: trail, clock: ports.clock)
        agents = AgentService(ports, audit: trail, locks: locks)
        asking = AskService(
            agents: ports.agents, types: ports.agentTypes, messages: ports.messages, limits: ports.limits,
            usage: ports.calls, clock: ports.clock)
        webhooks = WebhookService(ports, audit: trail)
        repeats = RepeatService(ports)
        usage = UsageService(usage: ports.usage, agents: ports.agents, providers: ports.providers, clock: ports.clock)
        requests = RequestService(
            usage: ports.usage, agents: ports.agents, types: ports.agentTypes, providers: ports.providers)
        limits = LimitService(
            settings: ports.limits, agents: ports.agents, audit: trail, clock: ports.clock)
        checklist = ChecklistService(ports, audit: trail)
        audit = AuditService(ports, trail: trail)
        keyService = KeyServiceDesk(ports, audit: trail)
        keyServiceMonitor = KeyServiceMonitor(ports)
        supervisor = AgentSupervisor(ports, audit: trail, locks: locks)
        bulkRunner = BulkRunner(ports, agents: agents, startLimit: startLimit)
        operations = BulkOperationService(ports, audit: trail, runner: bulkRunner)
        keeper = MessageKeeper(ports)
        dispatcher = WebhookDispatcher(ports, asking: asking)
    }
}
