// SPDX-License-Identifier: Apache-2.0

/// Where the gateway learns what it may do.
package protocol SnapshotSource: Sendable {
    /// Builds the snapshot of this moment.
    func load() async throws -> GatewaySnapshot
    /// One element whenever a new snapshot may differ.
    func changes() -> AsyncStream<Void>
}

/// How the control side makes sure that a change has reached the gateway before it goes on.
package protocol SnapshotPublisher: Sendable {
    /// Loads a snapshot and hands it to every event loop; returns when all of them have it.
    func publish() async throws
}

/// How the control side learns of calls that have only just ended.
package protocol UsageFlush: Sendable {
    /// Returns when every call that is settled now has been recorded, or could not be.
    func flush() async
}

/// Why a key is opened: a closed set, each audited.
package enum OpeningReason: String, Sendable, Codable, CaseIterable {
    case agentStart = "agent_start"
    case gatewayLease = "gateway_lease"
    case test
}

/// Opens sealed keys. Nothing in the background may call it but for these reasons.
package protocol CredentialOpener: Sendable {
    /// Audits the opening, then opens.
    /// - Throws: one outward error, `CREDENTIAL_UNAVAILABLE`; the cause goes to audit and metrics only.
    func open(
        _ version: CredentialVersionID, reason: OpeningReason, actor: Actor, agent: AgentID?
    ) async throws -> SecretBytes
}

/// Calls a URL for an agent's tool, under the operator's address rules.
package protocol ToolHTTPClient: Sendable {
    /// - Throws: `PresentableError` where the address is not allowed or the host does not answer.
    func call(_ tool: AgentTool, _ request: ToolRequest) async throws -> ToolResponse
}
