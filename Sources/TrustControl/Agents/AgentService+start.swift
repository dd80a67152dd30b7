// SPDX-License-Identifier: Apache-2.0
import Logging
package import TrustCore
import TrustVault

extension AgentService {
    /// Starts an agent that is stopped or in error, and returns when its process has its secrets; it is `running` from
    /// the first time that it asks for messages. One that runs elsewhere is `running` at once, and what it is to be run
    /// with comes with the answer.
    /// - Throws: `NOT_FOUND`, `AGENT_BUSY` in another state, `CREDENTIAL_UNAVAILABLE`, `DELIVERY_NOT_ALLOWED`, or what the runtime failed with.
    package func start(
        _ caller: Caller, _ id: AgentID, _ asked: ExternalAccessTerms = ExternalAccessTerms()
    ) async throws -> AgentView {
        let terms = try await terms(asked, caller, id)
        return try await toTheEnd { try await locks.withLock(id) { try await launch(caller, id, terms) } }
    }

    /// Ends an agent's process, and takes its lease and token away. Does nothing to one that has no process.
    /// - Throws: `NOT_FOUND`.
    package func stop(_ caller: Caller, _ id: AgentID) async throws -> AgentView {
        try caller.require(.manageAgents)
        _ = try await find(caller, id)
        return try await toTheEnd { try await locks.withLock(id) { try await end(caller, id) } }
    }

    /// Stops an agent where it has a process, and starts it again, with its type and key as they are now.
    /// - Throws: as `start`.
    package func restart(
        _ caller: Caller, _ id: AgentID, _ asked: ExternalAccessTerms = ExternalAccessTerms()
    ) async throws -> AgentView {
        let terms = try await terms(asked, caller, id)
        return try await toTheEnd {
            try await locks.withLock(id) {
                _ = try await end(caller, id, keepsQueue: true)
                return try await launch(caller, id, terms)
            }
        }
    }

    /// The terms of the token that a start makes, for a caller who may start the agent.
    private func terms(_ asked: ExternalAccessTerms, _ caller: Caller, _ id: AgentID) async throws -> TokenTerms {
        try caller.require(.manageAgents)
        let type = try await types.agentType(find(caller, id).type, in: caller.organization)
        return try asked.check(isExternal: type?.runtime == .external, at: clock.now())
    }

    /// Unstructured, because a start or stop that has begun must not be torn apart when whoever asked for it goes away:
    /// a store call in a cancelled task fails, and with it would the clean-up.
    private func toTheEnd(_ body: @escaping @Sendable () async throws -> AgentView) async throws -> AgentView {
        try await Task { try await body() }.value
    }

    private func launch(_ caller: Caller, _ id: AgentID, _ terms: TokenTerms) async throws -> AgentView {
        let operation = try await audit.begin("agent.start", on: "agent:\(id)", by: caller)
        return try await audit.recordingFailure(of: operation) {
            let token = TokenMint.make(.agent)
            let start = try await agents.beginStart(
                id, in: caller.organization, tokenHash: TokenMint.digest(of: token), terms: terms, at: clock.now())
            do {
                // The gateway must know the lease before the agent's first call can arrive.
                try await publisher.publish()
                if start.type.runtime == .external {
                    _ = try await agents.markRunning(id, at: clock.now())
                } else {
                    try await run(start, token: token, caller)
                }
            } catch {
                await abandon(id, reason: Self.reason(for: error))
                throw error
            }
            await note(
                operation.outcome(
                    .succeeded, details: ["credential_version": start.lease.version.description]))
            var view = try await view(of: find(caller, id))
            if start.type.runtime == .external { view.access = access(for: start, token: token) }
            return view
        }
    }

    private func access(for start: AgentStart, token: borrowing SecretBytes) -> ExternalAccess {
        let provider = start.provider.type
        return ExternalAccess(
            baseURLVariable: provider.baseURLVariable,
            baseURL: AgentEnvironment.baseURL(for: start, gateway: gatewayURL), keyVariable: provider.keyVariable,
            token: token.withBytes { String(decoding: $0, as: UTF8.self) })
    }

    private func run(_ start: AgentStart, token: borrowing SecretBytes, _ caller: Caller) async throws {
        // The operator's list may have changed since the provider was added.
        _ = try ProviderAddress(start.provider.baseURL, type: start.provider.type, hosts: baseURLHosts)
        let launch = AgentLaunch(
            agent: start.agent.id, organization: start.agent.organization,
            environment: AgentEnvironment.make(for: start, gateway: gatewayURL), command: start.type.command)
        let prepared = try await driver.prepare(launch)
        do {
            try await agents.setProcess(prepared.process, of: start.agent.id)
            try checkDelivery(start.type.delivery, to: prepared.isolation)
            let name = start.provider.type.keyVariable
            let key =
                start.type.delivery == .env
                ? try await opener.open(
                    start.lease.version, reason: .agentStart, actor: caller.actor, agent: start.agent.id)
                : token.duplicate()
            try await prepared.release(
                key: SecretVariable(name: name, value: key),
                token: SecretVariable(name: AgentVariable.agentToken, value: token.duplicate()))
            // A program of one's own need not use the channel, whose first use is the sign of our own.
            if !start.type.command.isEmpty { _ = try await agents.markRunning(start.agent.id, at: clock.now()) }
        } catch {
            await prepared.cancel()
            throw error
        }
    }

    /// The key is not even opened for an agent from which the next one could read it.
    private func checkDelivery(_ delivery: CredentialDelivery, to isolation: Isolation) throws(ControlError) {
        guard delivery == .env, isolation.level == .none, !allowsUnisolatedEnv else { return }
        throw ControlError(
            .deliveryNotAllowed,
            "This host can't keep local agents apart, so the agent is not given the provider's key. Set its type's "
                + "delivery to leased, or start the server with AG2TRUST_ALLOW_UNISOLATED_ENV=true.")
    }

    private func end(_ caller: Caller, _ id: AgentID, keepsQueue: Bool = false) async throws -> AgentView {
        let agent = try await find(caller, id)
        guard agent.state != .stopped, agent.state != .error else { return try await view(of: agent) }
        let operation = try await audit.begin("agent.stop", on: "agent:\(id)", by: caller)
        return try await audit.recordingFailure(of: operation) {
            _ = try await agents.markStopping(id, at: clock.now())
            if let process = agent.process { await driver.stop(process, agent: id, grace: Self.grace) }
            try await agents.finish(id, state: .stopped, reason: nil, keepsQueue: keepsQueue, at: clock.now())
            try await publisher.publish()
            await note(operation.outcome(.succeeded))
            return try await view(of: find(caller, id))
        }
    }

    /// Leaves an agent in error whose start came to nothing. Each step is tried whatever becomes of the others.
    private func abandon(_ id: AgentID, reason: String) async {
        do {
            try await agents.finish(id, state: .error, reason: reason, at: clock.now())
        } catch {
            logger.error("a failed start could not be closed", metadata: ["agent.id": "\(id)"])
        }
        do {
            try await publisher.publish()
        } catch {
            logger.error("the gateway could not be told of a failed start", metadata: ["agent.id": "\(id)"])
        }
    }

    /// Writes an outcome down; what it tells of has happened already, so that a failure to write is only logged.
    private func note(_ entry: AuditEntry) async {
        do {
            try await audit.append(entry)
        } catch {
            logger.error("an outcome could not be audited", metadata: ["audit.action": "\(entry.action)"])
        }
    }

    private static func reason(for error: any Error) -> String {
        (error as? any PresentableError)?.publicMessage ?? "It could not be started."
    }
}
