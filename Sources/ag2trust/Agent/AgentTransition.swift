// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// Waiting for an agent to get where it was sent.
struct WaitOptions: ParsableArguments {
    @Flag(help: "Wait until it is done; a failure is this command's then.")
    var wait = false

    @Option(help: ArgumentHelp("How long to wait at most.", valueName: "seconds"))
    var timeout: Int = 60

    func validate() throws {
        if !(1...3600).contains(timeout) { throw ValidationError("--timeout must be from 1 to 3600.") }
    }
}

/// Sending agents to a state, and seeing them there.
struct AgentTransition {
    /// What is done to them: the last part of the path.
    enum Verb: String {
        case start, stop, restart
    }

    let api: APIClient
    let output: Output
    let options: WaitOptions
    let verb: Verb

    /// Sends the agents one after the other, then waits for each if that was asked for. One that fails does not keep
    /// the others from it; its failure is the command's in the end.
    func run(_ agents: [AgentResponse]) async throws {
        var sent: [AgentResponse] = []
        var results: [Answer<AgentResponse>] = []
        var failures: [CommandError] = []
        for agent in agents {
            do {
                try await api.perform(.post, APIPath("agents", agent.id.description, verb.rawValue))
                sent.append(agent)
            } catch let error as CommandError {
                failures.append(agents.count == 1 ? error : error.about(agent.name))
            }
        }
        for agent in sent {
            do {
                results.append(
                    options.wait ? try await arrival(of: agent) : try await api.fetch(AgentResponse.self, agent.id))
            } catch let error as CommandError {
                failures.append(error)
            }
        }
        if !results.isEmpty { try show(results) }
        guard let last = failures.popLast() else { return }
        for failure in failures { StandardError.show(failure) }
        throw last
    }

    private func arrival(of agent: AgentResponse) async throws -> Answer<AgentResponse> {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(options.timeout)
        while true {
            let answer = try await api.fetch(AgentResponse.self, agent.id)
            if try hasArrived(answer.value, before: agent) { return answer }
            guard clock.now < end else {
                throw CommandError(
                    .failure,
                    "\(agent.name) is still \(answer.value.state) after \(options.timeout) seconds; "
                        + "see `ag2trust agent logs`.")
            }
            try await clock.sleep(for: .milliseconds(300))
        }
    }

    /// - Throws: `CommandError` where it will not arrive any more.
    private func hasArrived(_ agent: AgentResponse, before: AgentResponse) throws -> Bool {
        let isOld = agent.stateChangedAt == before.stateChangedAt
        switch (verb, agent.knownState) {
        // What is in error has no process, so there is nothing left to stop.
        case (.stop, .stopped), (.stop, .error), (.start, .running): return true
        case (.restart, .running): return !isOld
        case (.start, .error), (.restart, .error), (.start, .stopped):
            // Still the state from before it was sent.
            if isOld { return false }
            let reason = agent.stateReason ?? "No reason is known; see `ag2trust agent logs`."
            throw CommandError(.failure, "\(agent.name) did not come up. \(reason)")
        default: return false
        }
    }

    private func show(_ results: [Answer<AgentResponse>]) throws {
        if results.count == 1, let result = results.first {
            return try output.show(result) { [Self.line(for: $0)] }
        }
        let all = Answer(
            value: results.map(\.value),
            json: .object(["items": .array(results.map(\.json)), "next_cursor": .null]))
        try output.show(all) { $0.map { Self.line(for: $0) } }
    }

    private static func line(for agent: AgentResponse) -> String {
        "\(Terminal.safe(agent.name)): \(Terminal.coloured(Terminal.safe(agent.state), agent.colour))"
    }
}
