// SPDX-License-Identifier: Apache-2.0
private import Foundation
private import Synchronization
import TrustCore

/// Gives each agent a user of its own. What is given is written nowhere but in the file system: the owner of an agent's
/// working folder is its user, until the folder goes, so that it outlives the server.
final class AgentUsers: Sendable {
    private let range: Range<UInt32>
    private let agentsDirectory: String
    /// Held while a user is looked for and given, so that two agents never get the same: those given by this server.
    private let given = Mutex<Set<UInt32>>([])

    init(range: Range<UInt32>, agentsDirectory: String) {
        self.range = range
        self.agentsDirectory = agentsDirectory
    }

    /// The user of an agent; its folder is its user's from then on.
    /// - Parameter folder: the agent's, which exists.
    /// - Returns: `nil` where the server may not give any, or none is left.
    func give(to folder: AgentFolder) -> UInt32? {
        guard geteuid() == 0 else { return nil }
        return given.withLock { given in
            guard let user = Self.owner(of: folder.work).flatMap({ range.contains($0) ? $0 : nil }) ?? unused(),
                folder.give(to: user, group: user)
            else { return nil }
            given.insert(user)
            return user
        }
    }

    private func unused() -> UInt32? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: agentsDirectory)) ?? []
        let taken = Set(names.compactMap { Self.owner(of: "\(agentsDirectory)/\($0)/work") })
        return range.first { !taken.contains($0) && getpwuid($0) == nil }
    }

    private static func owner(of path: String) -> UInt32? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_uid : nil
    }
}
