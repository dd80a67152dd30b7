// SPDX-License-Identifier: Apache-2.0
private import Foundation

extension UpstreamEndpoint {
    /// Why a base URL can't be taken; safe to show beside its field.
    package struct ParseError: Error, Equatable, Sendable {
        package let reason: String
    }

    /// Reads a base URL strictly: `http` or `https`, a host, an optional port and path; no user, query, fragment,
    /// backslash, control character or percent sign in the host. A trailing `/v1` is dropped, since OpenAI's base
    /// URLs carry it and Anthropic's don't.
    package init(baseURL text: String) throws(ParseError) {
        func refuse(_ reason: String) -> ParseError { ParseError(reason: reason) }
        guard text.utf8.count <= 2048 else { throw refuse("The URL is too long.") }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }) else {
            throw refuse("The URL has characters that a URL can't have.")
        }
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased() else {
            throw refuse("This is not a URL.")
        }
        guard scheme == "https" || scheme == "http" else { throw refuse("Only http and https URLs can be used.") }
        guard parts.user == nil, parts.password == nil else { throw refuse("A URL must not carry a user or password.") }
        guard parts.query == nil, parts.fragment == nil else { throw refuse("A base URL has no query or fragment.") }
        // As it was written: `host` would turn an escape into the character it hides.
        guard var host = parts.encodedHost?.lowercased(), !host.isEmpty, !host.contains("%") else {
            throw refuse("The URL has no host.")
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        let port = parts.port ?? (scheme == "https" ? 443 : 80)
        guard (1...65_535).contains(port) else { throw refuse("The port is out of range.") }
        var path = parts.percentEncodedPath
        while path.hasSuffix("/") { path.removeLast() }
        if path == "/v1" || path.hasSuffix("/v1") { path.removeLast(3) }
        guard !path.split(separator: "/").contains("..") else { throw refuse("The path must not go upwards.") }
        self.init(isTLS: scheme == "https", host: host, port: port, pathPrefix: path)
    }

    /// The normal form in which a base URL is stored.
    package var baseURL: String { origin + pathPrefix }
}
