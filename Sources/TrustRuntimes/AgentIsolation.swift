// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// How much one agent may take of the machine.
package struct AgentLimits: Sendable, Hashable {
    /// Open descriptors.
    package var files: Int
    /// Processes and threads together.
    package var processes: Int
    /// Bytes of one file.
    package var fileBytes: Int
    /// Bytes of one process's own writable memory.
    package var memoryBytes: Int

    package init(files: Int = 1024, processes: Int = 512, fileBytes: Int = 1 << 30, memoryBytes: Int = 4 << 30) {
        self.files = files
        self.processes = processes
        self.fileBytes = fileBytes
        self.memoryBytes = memoryBytes
    }
}

/// How local agents are to be kept apart, as far as the host can.
package struct AgentIsolation: Sendable, Hashable {
    /// Users that agents may have, where the server may give them any. Nothing else on the machine may have them.
    package var users: Range<UInt32>
    /// The gateway's port.
    package var gatewayPort: UInt16
    package var limits: AgentLimits
    /// Folders and files that agents may read and run beside the system's, absolute: those of programs of one's own.
    package var readable: [String]
    /// Left out on purpose, as on a host that can't.
    package var without: Set<Isolation.Protection>

    package init(
        gatewayPort: UInt16, users: Range<UInt32> = Self.standardUsers, limits: AgentLimits = AgentLimits(),
        readable: [String] = [], without: Set<Isolation.Protection> = []
    ) {
        self.users = users
        self.gatewayPort = gatewayPort
        self.limits = limits
        self.readable = readable
        self.without = without
    }

    /// 606 of them, below those that systemd gives to dynamic services; its documentation lists them as unused.
    package static let standardUsers: Range<UInt32> = 60_578..<61_184

    var asked: Set<Isolation.Protection> { Set(Isolation.Protection.allCases).subtracting(without) }
}
