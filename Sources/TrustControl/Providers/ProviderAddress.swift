// SPDX-License-Identifier: Apache-2.0
import TrustCore
import TrustOutbound

/// Where a provider is called, checked against what the operator allows.
struct ProviderAddress: Sendable, Hashable {
    /// `nil` stands for the type's own.
    let baseURL: String?
    let endpoint: UpstreamEndpoint

    /// - Throws: `BASE_URL_NOT_ALLOWED` or `INVALID_REQUEST`, both naming `base_url`.
    init(_ text: String?, type: ProviderType, hosts: HostAllowList) throws(ControlError) {
        let own = try Self.parse(type.defaultBaseURL)
        guard let text, !text.isEmpty else {
            (baseURL, endpoint) = (nil, own)
            return
        }
        let asked = try Self.parse(text)
        guard asked != own else {
            (baseURL, endpoint) = (nil, own)
            return
        }
        guard hosts.allows(asked) else {
            throw Self.refusal("This host is not on the operator's list of allowed hosts.")
        }
        // In the clear a key may cross nothing but the loopback device.
        guard asked.isTLS || asked.isLoopback else {
            throw Self.refusal("Only https can be used, except on this machine itself.")
        }
        (baseURL, endpoint) = (asked.baseURL, asked)
    }

    private static func parse(_ text: String) throws(ControlError) -> UpstreamEndpoint {
        do {
            return try UpstreamEndpoint(baseURL: text)
        } catch {
            throw .invalid("base_url", error.reason)
        }
    }

    private static func refusal(_ message: String) -> ControlError {
        ControlError(.baseURLNotAllowed, message, details: ["field": "base_url"])
    }
}
