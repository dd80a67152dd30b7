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

/// What is asked for of the token of an agent that runs elsewhere.
struct TokenOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Of an agent that runs elsewhere: how long its token is good, such as 12h or 30d; 90 days if not given.",
            valueName: "time"))
    var expiresIn: Lifetime?

    @Option(
        name: .customLong("allow-from"),
        help: ArgumentHelp(
            "Of an agent that runs elsewhere: an address, or a range such as 10.0.0.0/8, from where its token may be "
                + "used; may be given several times.", valueName: "addresses"))
    var addresses: [String] = []

    /// What to send.
    var request: StartAgentRequest {
        StartAgentRequest(expiresIn: expiresIn?.seconds, allowedAddresses: addresses.isEmpty ? nil : addresses)
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
    /// Of a start or restart; a stop has none.
    var terms = StartAgentRequest()

    /// Sends the agents one after the other, then waits for each if that was asked for. One that fails does not keep
    /// the others from it; its failure is the command's in the end.
    func run(_ agents: [AgentResponse]) async throws {
        var sent: [AgentResponse] = []
        var started: [AgentID: Answer<AgentResponse>] = [:]
        var results: [Answer<AgentResponse>] = []
        var failures: [CommandError] = []
        for agent in agents {
            do {
                let answer: Answer<AgentResponse> = try await api.send(
                    .post, APIPath("agents", agent.id.description, verb.rawValue), terms)
                sent.append(agent)
                // What it is to be run with is in this answer, and in no later one.
                if answer.value.environment != nil { started[agent.id] = answer }
            } catch let error as CommandError {
                failures.append(agents.count == 1 ? error : error.about(agent.name))
            }
        }
        for agent in sent {
            do {
                if let answer = started[agent.id] {
                    results.append(answer)
                    continue
                }
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

    /// Asks it of all that have labels, as one operation of the server.
    static func act(
        _ action: String, on labels: LabelFilter, _ api: APIClient, _ output: Output, waits: Bool
    ) async throws {
        guard let answer = try await api.act(action, on: labels) else {
            throw CommandError(.notFound, "No agent has these labels.")
        }
        try await OperationProgress(api: api, output: output, waits: waits).follow(answer)
    }

    private func arrival(of agent: AgentResponse) async throws -> Answer<AgentResponse> {
        let clock = ContinuousClock()
        let begun = clock.now
        let end = begun + .seconds(options.timeout)
        defer { Progress.clear() }
        while true {
            let answer = try await api.fetch(AgentResponse.self, agent.id)
            if try hasArrived(answer.value, before: agent) { return answer }
            guard clock.now < end else {
                throw CommandError(
                    .failure,
                    "\(agent.name) is still \(answer.value.state) after \(options.timeout) seconds; "
                        + "see `ag2trust agent logs`.")
            }
            Progress.show("\(agent.name): \(answer.value.state), \((clock.now - begun).components.seconds) s")
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
            return try output.show(result) { Self.lines(for: $0) }
        }
        let all = Answer(
            value: results.map(\.value),
            json: .object(["items": .array(results.map(\.json)), "next_cursor": .null]))
        try output.show(all) { $0.flatMap { Self.lines(for: $0) } }
    }

    /// Its state, and of an agent that runs elsewhere what a shell takes in to run it.
    private static func lines(for agent: AgentResponse) -> [String] {
        let state = Terminal.coloured(Terminal.safe(agent.state), agent.colour)
        guard let environment = agent.environment else { return ["\(Terminal.safe(agent.name)): \(state)"] }
        return ["# \(Terminal.safe(agent.name)): \(state). The token is shown this once."]
            + environment.sorted { $0.key > $1.key }.compactMap { Self.export($0.key, $0.value) }
    }

    /// A line for a shell, which takes nothing in the value for its own; `nil` for what can't be a variable's name.
    private static func export(_ name: String, _ value: String) -> String? {
        guard name.wholeMatch(of: #/[A-Z][A-Z0-9_]*/#) != nil else { return nil }
        return "export \(name)=\(ShellWord.quoted(Terminal.safe(value)))"
    }
}
