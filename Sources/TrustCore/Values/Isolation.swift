// SPDX-License-Identifier: Apache-2.0

/// How far an agent's process was seen to be kept apart from the host and from other agents.
package struct Isolation: Sendable, Hashable {
    /// One kind of protection.
    package enum Protection: String, Sendable, Codable, CaseIterable {
        /// A user and group of its own, which nothing else has.
        case ownUser = "own_user"
        /// The server's user, in a user namespace of its own: what `ownUser` is replaced by where the server isn't root.
        case userNamespace = "user_namespace"
        /// Nothing to be read but the system's programs, nothing to be written but its own folder.
        case filesystem
        /// TCP alone, outwards alone, to the gateway's port alone.
        case network
        /// No signals to processes outside.
        case signals
        /// A filter that refuses the system calls by which one process gets at another, or at the kernel.
        case systemCalls = "system_calls"
        /// Processes, descriptors, memory, size of files.
        case limits
    }

    package enum Level: String, Sendable, Codable, CaseIterable {
        case full, partial
        /// Neither a user or user namespace of its own, nor a file system of its own: the agent can do whatever the
        /// server's user can.
        case none
    }

    /// What holds, in no order.
    package let protections: Set<Protection>

    package init(_ protections: Set<Protection>) { self.protections = protections }

    /// Nothing holds.
    package static let unguarded = Isolation([])

    /// What holds, in a fixed order.
    package var holds: [Protection] { Protection.allCases.filter(protections.contains) }

    /// What does not, in a fixed order. Either kind of user will do.
    package var lacks: [Protection] {
        Protection.allCases.filter { protection in
            switch protection {
            case .ownUser: !hasUser
            case .userNamespace: false
            default: !protections.contains(protection)
            }
        }
    }

    package var level: Level {
        if lacks.isEmpty { return .full }
        return hasUser || protections.contains(.filesystem) ? .partial : .none
    }

    private var hasUser: Bool { protections.contains(.ownUser) || protections.contains(.userNamespace) }
}
