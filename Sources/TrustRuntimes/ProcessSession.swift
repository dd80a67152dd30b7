// SPDX-License-Identifier: Apache-2.0
private import CTrust
private import Foundation
import TrustCore

/// What an agent's process has started and not ended: the other members of its session.
enum ProcessSession {
    /// Kills them. Several passes, since one may fork while the table is read.
    /// - Parameters:
    ///   - leader: the agent's process; it may have ended.
    ///   - isOurs: asked of each before it is killed, while it is held by a descriptor.
    static func killOthers(of leader: ProcessIdentity, where isOurs: (ProcessEntry) -> Bool) {
        for _ in 0..<8 {
            // A leader with another start is another's session under the same number.
            if let entry = ProcessTable.entry(leader.pid), entry.identity != leader { return }
            let members = ProcessTable.members(ofSession: leader.pid)
                .filter { $0.pid != leader.pid && $0.startTicks >= leader.startTicks && isOurs($0) }
            if members.isEmpty { return }
            for member in members {
                let held = trust_pidfd_open(member.pid)
                guard held >= 0 else { continue }
                if let entry = ProcessTable.entry(member.pid), entry.identity == member.identity,
                    entry.session == leader.pid, isOurs(entry)
                {
                    _ = trust_pidfd_send_signal(held, SIGKILL)
                }
                close(held)
            }
        }
    }

    /// Whether a process was started with this home folder.
    static func isAtHome(_ process: ProcessEntry, in home: String) -> Bool {
        guard let environment = FileManager.default.contents(atPath: "/proc/\(process.pid)/environ") else {
            return false
        }
        return environment.split(separator: 0).contains { $0.elementsEqual("HOME=\(home)".utf8) }
    }
}
