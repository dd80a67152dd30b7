// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A statement's text as SQLite takes values by position. `$1` is to it a parameter *named* `1`; `?1` is the first one.
enum NumberedSQL {
    /// Rewritten once a text, of which there are as many as there are in the source.
    static func of(_ sql: String) -> String {
        if let known = known.withLock({ $0[sql] }) { return known }
        let numbered = sql.replacing(#/\$(\d+)/#) { "?\($0.output.1)" }
        known.withLock { $0[sql] = numbered }
        return numbered
    }

    private static let known = Mutex<[String: String]>([:])
}
