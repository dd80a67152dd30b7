// SPDX-License-Identifier: Apache-2.0
import TrustCore
import TrustOutbound

/// What ECS and EKS Pod Identity hand to containers, at an address of theirs only: another would get our token.
struct ContainerCredentials: AWSCredentialSource {
    let environment: AWSEnvironment
    let client: OutboundClient
    var name: String { "container" }

    private static let hosts: Set<String> = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"]

    func credentials() async throws -> AWSCredentials? {
        let (endpoint, path): (UpstreamEndpoint, String)
        if let relative = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            guard relative.hasPrefix("/"), Self.isVisible(relative) else {
                throw failure("the relative URI is no path")
            }
            endpoint = UpstreamEndpoint(isTLS: false, host: "169.254.170.2", port: 80, pathPrefix: "")
            path = relative
        } else if let full = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] {
            (endpoint, path) = try split(full)
        } else {
            return nil
        }
        let response = try await client.credentialCall(
            self,
            OutboundRequest(
                endpoint: endpoint, path: path, headers: try authorization(), deadline: .seconds(2),
                responseLimit: 64 << 10))
        guard let found = CredentialReply.credentials(response.body) else {
            throw failure("the answer holds no credentials")
        }
        return found
    }

    private func split(_ uri: String) throws -> (UpstreamEndpoint, String) {
        guard Self.isVisible(uri), let scheme = uri.firstRange(of: "://") else {
            throw failure("the URI is no address")
        }
        let end = uri[scheme.upperBound...].firstIndex { $0 == "/" || $0 == "?" } ?? uri.endIndex
        guard let endpoint = try? UpstreamEndpoint(baseURL: String(uri[..<end])) else {
            throw failure("the URI is no address")
        }
        guard endpoint.isTLS || endpoint.isLoopback || Self.hosts.contains(endpoint.host) else {
            throw failure("the URI is neither https nor an address of the container's own")
        }
        let path = String(uri[end...])
        return (endpoint, path.hasPrefix("/") ? path : "/" + path)
    }

    /// The token file is read anew each time, since its owner replaces it.
    private func authorization() throws -> [(name: String, value: String)] {
        let token: String
        if let file = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
            guard let text = environment.text(of: file) else { throw failure("the token file can't be read") }
            token = text
        } else if let text = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] {
            token = text
        } else {
            return []
        }
        guard token.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) else {
            throw failure("the token can't stand in a header")
        }
        return [("authorization", token)]
    }

    private static func isVisible(_ text: String) -> Bool { text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } }
}
