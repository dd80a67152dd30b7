// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension Agent {
    var href: String { "/agents/\(id)" }

    /// The state in words: `running · 3 d`.
    func label(now: Timestamp) -> StatusLabel {
        let exact = Moment.exact(stateChangedAt)
        let age = Age.words(since: stateChangedAt, now: now)
        switch state {
        case .running: return StatusLabel(.good, "running", detail: age, exact: exact)
        case .starting: return StatusLabel(.info, icon: "busy", "starting", detail: age, exact: exact)
        case .stopping: return StatusLabel(.info, icon: "busy", "stopping", detail: age, exact: exact)
        case .stopped: return StatusLabel(.quiet, "stopped", detail: age, exact: exact)
        case .unknown: return StatusLabel(.warn, icon: "unknown", "unknown", detail: age, exact: exact)
        case .error:
            let ago = Age.ago(since: stateChangedAt, now: now)
            var reason = stateReason ?? ""
            if reason.hasSuffix(".") { reason.removeLast() }
            return StatusLabel(.bad, "error", detail: reason.isEmpty ? ago : "\(reason), \(ago)", exact: exact)
        }
    }

    /// Whether it will change by itself in a moment.
    var isInTransition: Bool { state == .starting || state == .stopping }

    /// How soon a page that shows these agents asks again, in seconds.
    static func refreshInterval(for agents: [Agent]) -> Int {
        agents.contains(where: \.isInTransition) ? 1 : 10
    }

    /// What can be done with it now. A start of an agent that runs elsewhere asks for the terms of its token first.
    func actions(_ runtime: AgentRuntime?) -> [AgentAction] {
        func action(_ verb: String, _ label: String, primary: Bool = false) -> AgentAction {
            AgentAction(
                id: "\(verb)-\(id)", href: "\(href)/\(verb)", label: label, subject: name, primary: primary,
                asks: runtime == .external && verb != "stop")
        }
        return switch state {
        case .stopped, .error: [action("start", "Start", primary: true)]
        case .running, .unknown: [action("restart", "Restart"), action("stop", "Stop")]
        case .starting: [action("stop", "Stop")]
        case .stopping: []
        }
    }
}

/// A button that changes an agent's state.
struct AgentAction: Equatable {
    var id: String
    var href: String
    var label: String
    var subject: String
    var primary: Bool
    /// Whether it leads to a form instead of doing it.
    var asks: Bool
}

extension CredentialDelivery {
    var title: String { self == .env ? "Environment" : "Leased" }
    var words: String {
        switch self {
        case .env:
            "The agent’s environment holds the real key, in memory only. Calls go through the gateway all the same; "
                + "limits are advisory for an agent that goes around it."
        case .leased:
            "The environment holds a token that is good only at the gateway, until the agent stops. "
                + "The key never enters the agent, and limits are enforced."
        }
    }
}

extension AgentRuntime {
    var title: String { self == .process ? "This machine" : "Elsewhere" }
    var words: String {
        switch self {
        case .process: "A process on this server’s machine"
        case .external: "Wherever you run it; a start shows the token that it is run with, once"
        }
    }
}

extension Capability {
    var title: String {
        switch self {
        case .codeReview: "Code review"
        case .fileOperations: "Files"
        case .gitFull: "Git"
        case .webHTTP: "Web"
        }
    }
    var words: String {
        switch self {
        case .codeReview: "Reads files of the agent’s own folder, and what git knows of them."
        case .fileOperations: "Reads and writes files of the agent’s own folder."
        case .gitFull: "Looks into git repositories in the agent’s own folder. It changes nothing in them."
        case .webHTTP: "Calls addresses on the internet, through the gateway."
        }
    }
    var toolNames: String { tools.map(\.rawValue).joined(separator: ", ") }
}

extension CallOutcome {
    func label(status: Int64) -> StatusLabel {
        let code = status > 0 ? String(status) : nil
        return switch self {
        case .completed: StatusLabel(.good, "completed")
        case .callerGone: StatusLabel(.quiet, "caller hung up")
        case .providerError: StatusLabel(.bad, "provider error", detail: code)
        case .upstreamFailed: StatusLabel(.bad, "provider unreachable", detail: code)
        case .timedOut: StatusLabel(.bad, "timed out", detail: code)
        case .interrupted: StatusLabel(.warn, "interrupted")
        }
    }
}
