// SPDX-License-Identifier: Apache-2.0

/// What an agent's process is started with. Nothing in it is secret: those come apart.
package struct AgentLaunch: Sendable {
    package var agent: AgentID
    package var organization: OrganizationID
    /// The whole environment but for the secrets, from an allow-list; nothing is inherited.
    package var environment: [String: String]
    /// The program with its arguments; none is the built-in agent.
    package var command: [String]
    package init(
        agent: AgentID, organization: OrganizationID, environment: [String: String], command: [String] = []
    ) {
        self.agent = agent
        self.organization = organization
        self.environment = environment
        self.command = command
    }
}

/// One secret of the environment: handed over once, in memory.
package struct SecretVariable: ~Copyable, Sendable {
    package let name: String
    package let value: SecretBytes
    package init(name: String, value: consuming SecretBytes) {
        self.name = name
        self.value = value
    }
}

/// How a process ended.
package enum AgentExit: Sendable, Hashable {
    case code(Int32)
    case signal(Int32)
    /// It was adopted, so that its status can't be known.
    case gone
}

/// How an agent's process is started, watched and ended.
package protocol RuntimeDriver: Sendable {
    /// Starts the launcher, which waits for its secrets, so that its identity can be stored first.
    /// - Throws: `RuntimeError` when the program can't be started.
    func prepare(_ launch: AgentLaunch) async throws -> any PreparedAgent
    /// Whether a stored process still runs; from then on its end is reported again. What one that has ended left behind
    /// is ended too.
    func adopt(_ process: ProcessIdentity, agent: AgentID) async -> Bool
    /// Asks the process group to end, waits `grace`, then kills it with its children. Returns when it is gone.
    func stop(_ process: ProcessIdentity, agent: AgentID, grace: Duration) async
    /// Ends of processes that nobody asked for, and of those asked for.
    func exits() -> AsyncStream<(agent: AgentID, process: ProcessIdentity, exit: AgentExit)>
    /// The last bytes of the agent's output.
    func logs(of agent: AgentID, lastBytes: Int) async throws -> [UInt8]
    /// What the agent has written after a position of an earlier part; without one, its last part.
    func output(of agent: AgentID, after position: Int64?, limit: Int) async throws -> OutputPart
    /// Removes what is left of a deleted agent: folder and logs.
    func remove(_ agent: AgentID) async
    /// How far a process of an agent that is started now would be kept apart, as was tried on this host.
    func isolation() async -> Isolation
    /// What was seen to hold when the agent was last started; `nil` where nothing is known of it.
    func isolation(of agent: AgentID) async -> Isolation?
}

/// A launcher that waits for its secrets.
package protocol PreparedAgent: Sendable {
    var process: ProcessIdentity { get }
    /// What has been seen to hold of the launcher, and so will of the agent.
    var isolation: Isolation { get }
    /// Hands the secrets over, once; the launcher becomes the agent.
    func release(key: consuming SecretVariable, token: consuming SecretVariable) async throws
    /// Ends the launcher, which has had no secret yet.
    func cancel() async
}
