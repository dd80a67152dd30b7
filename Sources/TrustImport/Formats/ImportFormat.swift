// SPDX-License-Identifier: Apache-2.0

/// The kinds of file that keys are taken from.
package enum ImportFormat: String, Sendable, CaseIterable {
    /// Variables, `NAME=value` a line.
    case env
    /// A configuration of the LiteLLM proxy.
    case litellm
    /// A table with a header (RFC 4180).
    case csv

    /// Guesses from a file's name, else from its first line that says something; `nil` where neither tells.
    init?(name: String, content: FileBytes) {
        let file = name.split(separator: "/").last.map { $0.lowercased() } ?? ""
        if file.hasSuffix(".csv") {
            self = .csv
        } else if file.hasSuffix(".yaml") || file.hasSuffix(".yml") {
            self = .litellm
        } else if file.hasSuffix(".env") || file.hasPrefix(".env") {
            self = .env
        } else {
            self.init(content: content)
        }
    }

    private init?(content: FileBytes) {
        var start = 0
        var first: Range<Int>?
        while start < content.count {
            let end = content.lineEnd(from: start)
            // A key of the root stands at the beginning of its line, wherever that line is.
            if content.has("model_list:", at: start) {
                self = .litellm
                return
            }
            let isBlank = (start..<end).allSatisfy { content[$0] <= 0x20 }
            if first == nil, !isBlank, content[start] != UInt8(ascii: "#") { first = start..<end }
            start = end + 1
        }
        guard let first else { return nil }
        let equals = first.first { content[$0] == UInt8(ascii: "=") }
        if equals == nil, content.contains("api_key", in: first), content.contains(",", in: first) {
            self = .csv
        } else if equals != nil {
            self = .env
        } else {
            return nil
        }
    }
}
