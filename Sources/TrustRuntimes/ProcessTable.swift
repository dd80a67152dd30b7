// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore

/// One line of the kernel's process table: what `/proc/<pid>/stat` says of identity and kinship.
package struct ProcessEntry: Sendable, Hashable {
    package var pid: Int32
    /// `R`, `S`, …; `Z` and `X` have ended.
    package var state: Character
    package var parent: Int32
    package var group: Int32
    package var session: Int32
    /// Clock ticks after boot.
    package var startTicks: Int64

    package var hasEnded: Bool { state == "Z" || state == "X" }
    package var identity: ProcessIdentity { ProcessIdentity(pid: pid, startTicks: startTicks) }

    /// Reads the text of `/proc/<pid>/stat` (proc_pid_stat(5)); the command's name may hold blanks and parentheses.
    package init?(stat text: String) {
        guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"), open < close,
            let pid = Int32(text[..<open].trimmingCharacters(in: .whitespaces))
        else { return nil }
        // From field 3 on.
        let fields = text[text.index(after: close)...].split(whereSeparator: \.isWhitespace)
        guard fields.count > 19, let state = fields[0].first, let parent = Int32(fields[1]),
            let group = Int32(fields[2]), let session = Int32(fields[3]), let startTicks = Int64(fields[19])
        else { return nil }
        self.pid = pid
        self.state = state
        self.parent = parent
        self.group = group
        self.session = session
        self.startTicks = startTicks
    }
}

/// The kernel's process table, read anew at every call.
package enum ProcessTable {
    /// The entry of a process; `nil` where there is none.
    package static func entry(_ pid: Int32) -> ProcessEntry? {
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
        return ProcessEntry(stat: String(decoding: bytes, as: UTF8.self))
    }

    /// Whether exactly this process is there and has not ended.
    package static func isAlive(_ process: ProcessIdentity) -> Bool {
        guard let entry = entry(process.pid) else { return false }
        return entry.identity == process && !entry.hasEnded
    }

    /// The processes of a session that have not ended.
    package static func members(ofSession session: Int32) -> [ProcessEntry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.lazy.compactMap { Int32($0) }.compactMap(entry).filter { $0.session == session && !$0.hasEnded }
    }
}
