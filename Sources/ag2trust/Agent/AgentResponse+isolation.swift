// SPDX-License-Identifier: Apache-2.0
import TrustAPI
import TrustCore

extension AgentResponse {
    /// One word, for lists.
    var isolationWord: String { isolation?.level.rawValue ?? "elsewhere" }

    var isolationColour: Terminal.Colour {
        guard let isolation else { return .dim }
        return switch isolation.level {
        case .full: .good
        case .partial: .waiting
        case .none: .bad
        }
    }
}

extension IsolationResponse {
    /// `partial: holds own_user, limits; lacks filesystem`.
    var words: String {
        func list(_ verb: String, _ protections: [Isolation.Protection]) -> String? {
            protections.isEmpty ? nil : "\(verb) \(protections.map(\.rawValue).joined(separator: ", "))"
        }
        let lists = [list("holds", holds), list("lacks", lacks)].compactMap { $0 }
        return "\(level.rawValue): \(lists.joined(separator: "; "))"
    }
}
