// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A statement's text as SQLite takes values by position. `$1` is to it a parameter *named* `1`, bound by name at the
/// cost of a dictionary a row; `?1` is the first one.
struct NumberedSQL {
    let sql: String
    /// The highest number among its parameters.
    let parameters: Int

    /// Rewritten once a text, of which there are as many as there are in the source.
    static func of(_ sql: String) -> NumberedSQL {
        if let known = known.withLock({ $0[sql] }) { return known }
        var highest = 0
        let rewritten = sql.replacing(#/\$(\d+)/#) { match in
            highest = max(highest, Int(match.output.1) ?? 0)
            return "?\(match.output.1)"
        }
        let numbered = NumberedSQL(sql: rewritten, parameters: highest)
        known.withLock { $0[sql] = numbered }
        return numbered
    }

    private static let known = Mutex<[String: NumberedSQL]>([:])
}
