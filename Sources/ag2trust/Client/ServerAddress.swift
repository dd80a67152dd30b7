// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Where the server is, checked before anything secret is sent there.
struct ServerAddress: Sendable, Hashable {
    /// `http://127.0.0.1:8080`, in normal form: what sessions are kept by.
    let text: String

    /// Reads `text`, an `http` or `https` URL without query.
    ///
    /// - Throws: `CommandError` if it can't be read, or if it is plain HTTP to another machine and that was not
    ///   allowed: keys and passwords would cross the network in the open.
    init(_ text: String, allowingPlainHTTP: Bool) throws {
        let endpoint: UpstreamEndpoint
        do {
            endpoint = try UpstreamEndpoint(baseURL: text)
        } catch {
            throw CommandError(.usage, "The server's URL can't be used. \(error.reason)")
        }
        guard endpoint.isTLS || allowingPlainHTTP || endpoint.isLoopback else {
            throw CommandError(
                .usage,
                "\(endpoint.baseURL) is plain HTTP to another machine: keys and passwords would cross the network in "
                    + "the open. Use https, or --allow-plain-http if the network is one you trust.")
        }
        self.text = endpoint.baseURL
    }
}
