// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// The tools that the gateway carries out, in words for the model.
enum HTTPTools {
    /// The most of a reply's text that a model is given, in bytes.
    static let textLimit = 64 << 10

    static func text(_ response: ToolResponse) -> String {
        var lines = ["Status \(response.status ?? 0)"]
        lines += (response.headers ?? [:]).sorted { $0.key < $1.key }.map { "\($0): \($1)" }
        let isRedirect = (300..<400).contains(response.status ?? 0) && response.headers?["location"] != nil
        if isRedirect { lines.append("(not followed; call the location if it is wanted)") }
        lines.append("")
        if let note = response.note { lines.append("(\(note))") }
        let body = response.body ?? ""
        let bytes = Array(body.utf8)
        guard bytes.count > textLimit else {
            lines.append(body)
            if response.truncated == true { lines.append("(cut off: there is more)") }
            return lines.joined(separator: "\n")
        }
        var end = textLimit
        while end > 0, bytes[end] & 0xc0 == 0x80 { end -= 1 }
        lines.append(String(decoding: bytes[..<end], as: UTF8.self))
        lines.append("(cut off after \(end) bytes)")
        return lines.joined(separator: "\n")
    }
}

extension ToolRequest {
    /// What the gateway needs to know: of what it does not carry out itself, nothing.
    init(_ tool: AgentTool, _ arguments: ToolArguments) {
        self.init()
        guard tool.usesHTTP else { return }
        url = arguments.text("url")
        headers = arguments.texts("headers")
        body = arguments.text("body")
    }
}
