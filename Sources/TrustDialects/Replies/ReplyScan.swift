// SPDX-License-Identifier: Apache-2.0
private import TrustCore

/// Reads model and usage from a whole JSON reply.
///
/// Only the top level is believed: a model's own words, such as the input of a tool call, can hold anything that looks
/// like a usage.
package enum ReplyScan {
    /// - Returns: what the reply says; nothing at all where it is not one JSON object.
    package static func read(_ bytes: UnsafeRawBufferPointer) -> ReportedUsage {
        let scanner = unsafe JSONScanner(bytes).afterWhitespace
        var reported = ReportedUsage()
        do throws(JSONScanner.Failure) {
            try each(scanner.position..<bytes.count, scanner) {
                inner, key, value throws(JSONScanner.Failure) in
                if inner.text(key, equals: "model") {
                    reported.model = inner.stringValue(value) ?? reported.model
                } else if inner.text(key, equals: "usage") {
                    try reported.read(usage: value, in: inner)
                    reported.isFinal = true
                }
            }
        } catch {
            return ReportedUsage()
        }
        return reported
    }
}
