// SPDX-License-Identifier: Apache-2.0

/// A key or token as a client library needs it, for a header; it prints as nothing. The process's own environment holds
/// the same text, so a zeroing buffer would hide it from nobody.
package struct Credential: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let headerValue: String
    package init(_ text: String) { headerValue = text }

    package var description: String { "(credential)" }
    package var debugDescription: String { "(credential)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
