// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The pieces in which a text is streamed: its words, each but the first with the space before it.
    var streamPieces: [String] {
        split(separator: " ").enumerated().map { $0.offset == 0 ? String($0.element) : " \($0.element)" }
    }

    /// Two pieces, cut in the middle; what clients must put together again.
    var halves: [String] {
        let middle = index(startIndex, offsetBy: count / 2)
        return [String(self[..<middle]), String(self[middle...])].filter { !$0.isEmpty }
    }
}
