// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension Isolation {
    /// For the card that says where the key is: how well others on this machine are kept from it.
    var title: String {
        switch level {
        case .full: "Full: other agents and the server’s files are out of its reach."
        case .partial: "In part: what is missing is listed under About."
        case .none: "None: this host can’t keep the agent away from the server’s files or from other agents."
        }
    }

    /// All of it in a sentence or two.
    var words: String {
        let held = holds.map(\.words).joined(separator: ", ")
        let missing = lacks.map(\.words).joined(separator: ", ")
        return [
            held.isEmpty ? nil : "Holds: \(held).", missing.isEmpty ? nil : "Missing: \(missing).",
        ].compactMap { $0 }.joined(separator: " ")
    }
}

extension Isolation.Protection {
    fileprivate var words: String {
        switch self {
        case .ownUser: "a user of its own"
        case .userNamespace: "a user namespace of its own"
        case .filesystem: "files but its own closed"
        case .network: "no connection but to the gateway’s port"
        case .signals: "no signals to others"
        case .systemCalls: "a filter of system calls"
        case .limits: "limits on processes, memory and files"
        }
    }
}
