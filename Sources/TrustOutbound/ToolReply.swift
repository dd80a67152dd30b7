// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// A reply as a model is shown it: text as text, anything else as a word about it.
struct ToolReply {
    private let response: OutboundResponse

    init(_ response: OutboundResponse) { self.response = response }

    var answer: ToolResponse {
        var answer = ToolResponse(
            permitted: true, status: Int64(response.status), headers: ToolHeaders.incoming(response.headers))
        let encoding = response.header("content-encoding")?.lowercased() ?? "identity"
        if response.body.isEmpty {
            answer.body = ""
        } else if encoding != "identity" {
            answer.note = "The body is compressed and was left out."
        } else if !isText {
            answer.note = "The body is not text and was left out."
        } else {
            answer.body = String(decoding: wholeCharacters, as: UTF8.self)
            answer.truncated = response.isTruncated
        }
        return answer
    }

    private var isText: Bool {
        let type = (response.header("content-type") ?? "text/plain").prefix { $0 != ";" }.lowercased()
            .filter { $0 != " " }
        return type.hasPrefix("text/") || type == "application/json" || type == "application/xml"
            || type == "application/x-www-form-urlencoded" || type == "application/javascript"
            || type == "application/x-ndjson" || type.hasSuffix("+json") || type.hasSuffix("+xml")
    }

    /// Without the beginning of a character that the cut went through.
    private var wholeCharacters: ArraySlice<UInt8> {
        guard response.isTruncated else { return response.body[...] }
        var end = response.body.count
        // A UTF-8 character is at most four bytes: step back over its tail to its first byte.
        for _ in 0..<3 where end > 0 && response.body[end - 1] & 0xc0 == 0x80 { end -= 1 }
        guard end > 0, response.body[end - 1] >= 0xc0 else { return response.body[...] }
        let lead = response.body[end - 1]
        let length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
        return end - 1 + length == response.body.count ? response.body[...] : response.body[..<(end - 1)]
    }
}
