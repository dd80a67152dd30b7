// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore

/// What was seen to hold when an agent was last started: a file beside its folder, out of its reach, with one word a
/// protection. Kept there and not in the database because it is true of this machine's process.
package struct IsolationRecord: Sendable, Hashable {
    let path: String

    /// - Throws: `RuntimeError` of kind `folder`.
    func write(_ isolation: Isolation) throws(RuntimeError) {
        let text = isolation.holds.map(\.rawValue).joined(separator: " ") + "\n"
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw RuntimeError(.folder, cause: "\(path): \(error)")
        }
    }

    /// `nil` where there is none, or none that this version can read.
    package func read() -> Isolation? {
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        let protections = words.compactMap { Isolation.Protection(rawValue: String($0)) }
        return protections.count == words.count ? Isolation(Set(protections)) : nil
    }
}
