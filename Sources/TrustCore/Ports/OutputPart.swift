// SPDX-License-Identifier: Apache-2.0

/// A part of an agent's output, and where the next one begins.
package struct OutputPart: Sendable, Hashable {
    package var bytes: [UInt8]
    /// To be handed back for what comes after.
    package var position: Int64
    /// Whether the output was cut since the position that was handed in: what lies between may be missing.
    package var isCut: Bool

    package init(bytes: [UInt8], position: Int64, isCut: Bool = false) {
        self.bytes = bytes
        self.position = position
        self.isCut = isCut
    }
}
