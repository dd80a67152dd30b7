// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore

/// Fetches for agents' tools: text, by GET, from hosts on the operator's list only. An empty list refuses everything.
///
/// Redirects are not followed: the agent sees the status, and the next address is checked like the first.
package struct AllowListedToolClient: ToolHTTPClient {
    private let client: OutboundClient
    private let hosts: HostAllowList
    private let deadline: Duration
    private let bodyLimit: Int

    /// - Parameters:
    ///   - client: carries the calls out.
    ///   - hosts: what may be called.
    ///   - deadline: for the whole exchange.
    ///   - bodyLimit: bytes of the body that are handed over; the rest is cut off.
    package init(
        client: OutboundClient, hosts: HostAllowList, deadline: Duration = .seconds(10), bodyLimit: Int = 64 << 10
    ) {
        self.client = client
        self.hosts = hosts
        self.deadline = deadline
        self.bodyLimit = bodyLimit
    }

    /// Fetches one address.
    /// - Throws: `OutboundError`: `invalidURL`, `hostNotAllowed` (before anything is sent), `unreachable`, `timedOut`,
    ///   `unsupportedContent`.
    package func get(_ url: String) async throws -> ToolResponse {
        let (endpoint, path) = try Self.parse(url)
        guard hosts.allows(endpoint) else { throw OutboundError(.hostNotAllowed, address: endpoint.origin) }
        let request = OutboundRequest(
            endpoint: endpoint, path: path,
            headers: [("accept", "text/*, application/json, application/xml"), ("user-agent", "ag2trust-tool/1")],
            deadline: deadline, responseLimit: bodyLimit, overflow: .truncate)
        let response = try await client.send(request)
        let contentType = response.header("content-type")
        guard response.body.isEmpty || Self.isText(contentType) else {
            throw OutboundError(.unsupportedContent, address: request.address)
        }
        return ToolResponse(
            permitted: true, status: Int64(response.status), contentType: contentType,
            body: String(decoding: Self.wholeCharacters(response), as: UTF8.self), truncated: response.isTruncated)
    }

    /// Splits an address as strictly as a base URL is read; a fragment is dropped, as it never goes over the wire.
    private static func parse(_ url: String) throws(OutboundError) -> (UpstreamEndpoint, path: String) {
        let sent = url.prefix { $0 != "#" }
        guard sent.utf8.count <= 2048, sent.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }),
            let parts = URLComponents(string: String(sent))
        else { throw OutboundError(.invalidURL) }
        // The origin goes through the one strict reader of addresses; path and query follow it untouched.
        let origin = sent.prefix(upTo: originEnd(of: sent))
        let endpoint: UpstreamEndpoint
        do {
            endpoint = try UpstreamEndpoint(baseURL: String(origin))
        } catch {
            throw OutboundError(.invalidURL, cause: error.reason)
        }
        let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        return (endpoint, path + (parts.percentEncodedQuery.map { "?\($0)" } ?? ""))
    }

    private static func originEnd(of url: Substring) -> Substring.Index {
        guard let scheme = url.firstRange(of: "://") else { return url.endIndex }
        return url[scheme.upperBound...].firstIndex { $0 == "/" || $0 == "?" } ?? url.endIndex
    }

    private static func isText(_ contentType: String?) -> Bool {
        let type = (contentType ?? "").prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        return type.hasPrefix("text/") || type == "application/json" || type == "application/xml"
            || type.hasSuffix("+json") || type.hasSuffix("+xml")
    }

    /// Without the beginning of a character that the cut went through.
    private static func wholeCharacters(_ response: OutboundResponse) -> ArraySlice<UInt8> {
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
