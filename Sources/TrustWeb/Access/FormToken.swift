// SPDX-License-Identifier: Apache-2.0

/// Looks a form's `csrf_token` up without decoding the rest, in which there may be a secret.
enum FormToken {
    private static let name = Array("csrf_token=".utf8)

    /// Whether the form has the field exactly once, with this value. Tokens are base64url: nothing in them is escaped.
    static func matches(_ expected: String, in form: UnsafeMutableRawBufferPointer) -> Bool {
        let fields = form.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true)
        let tokens = fields.filter { $0.starts(with: name) }
        guard tokens.count == 1, let token = tokens.first else { return false }
        return AccessGate.areEqual(Array(token.dropFirst(name.count)), Array(expected.utf8))
    }
}
