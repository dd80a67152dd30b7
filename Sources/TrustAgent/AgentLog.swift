// SPDX-License-Identifier: Apache-2.0
private import Foundation
private import TrustCore

/// Plain lines with the time, for the file that standard error is. Never contents of messages, never keys.
package struct AgentLog: Sendable {
    private let write: @Sendable (String) -> Void

    package init(_ write: @escaping @Sendable (String) -> Void) { self.write = write }

    /// Writes each line whole, so that lines don't mix with those of others.
    package static let standardError = AgentLog { line in
        let bytes = Array((line + "\n").utf8)
        bytes.withUnsafeBytes { _ = Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    package func line(_ text: String) {
        // One event is one line, whatever is in it.
        let clean = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
        write("\(Timestamp.now().rfc3339) \(clean)")
    }
}
