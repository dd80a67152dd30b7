// SPDX-License-Identifier: Apache-2.0

/// What a model may call a commit: a branch, a tag, a hash or `HEAD`, with steps back such as `~2` and `^`. Nothing that
/// git could take for an option, a range, a path, a search or a reflog entry.
enum GitRevision {
    /// The longest that is taken, in bytes.
    static let limit = 200

    static func isValid(_ text: String) -> Bool {
        guard text.utf8.count <= limit,
            let match = text.wholeMatch(of: /([A-Za-z0-9_][A-Za-z0-9._\/-]*)(?:[~^][0-9]{0,4})*/)
        else { return false }
        return isName(match.1)
    }

    /// Whether a text can be the name of a branch or tag, or a hash.
    static func isName(_ text: Substring) -> Bool {
        text.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9._\/-]*/) != nil && !text.contains("..")
            && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".") && !$0.hasSuffix(".lock")
            }
    }
}
