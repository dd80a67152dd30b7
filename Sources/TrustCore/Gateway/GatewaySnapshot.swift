// SPDX-License-Identifier: Apache-2.0

/// All that the gateway needs to decide about calls, at one moment: immutable, swapped whole. It holds no secret, only
/// digests and fingerprints.
package struct GatewaySnapshot: Sendable {
    /// Grows with every change; a later snapshot never has a smaller one.
    package var generation: UInt64
    /// Agents with an open lease, by the digest of their token.
    package var agentsByToken: [Digest32: GatewayAgent]
    /// The same agents by id.
    package var agentsByID: [AgentID: GatewayAgent]
    /// Prices in force.
    package var prices: PriceBook

    package init(generation: UInt64 = 0, agents: [GatewayAgent] = [], prices: [String: ModelPrice] = [:]) {
        self.generation = generation
        self.prices = PriceBook(prices)
        agentsByToken = Dictionary(agents.map { ($0.tokenHash, $0) }, uniquingKeysWith: { first, _ in first })
        agentsByID = Dictionary(agents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

/// One agent with an open lease, as the gateway sees it. A class, so that a look-up copies a reference.
package final class GatewayAgent: Sendable {
    package let id: AgentID
    package let organization: OrganizationID
    package let type: AgentTypeID
    package let delivery: CredentialDelivery
    package let tokenHash: Digest32
    package let tokenTerms: TokenTerms
    /// The ordered chain of targets; never empty. With one entry there is no failover.
    package let route: [RouteTarget]
    /// Spliced in where a call names no limit of its own and a budget needs one.
    package let defaultMaxTokens: Int64?

    package init(
        id: AgentID, organization: OrganizationID, type: AgentTypeID, delivery: CredentialDelivery,
        tokenHash: Digest32, tokenTerms: TokenTerms = TokenTerms(), route: [RouteTarget], defaultMaxTokens: Int64?
    ) {
        self.id = id
        self.organization = organization
        self.type = type
        self.delivery = delivery
        self.tokenHash = tokenHash
        self.tokenTerms = tokenTerms
        self.route = route
        self.defaultMaxTokens = defaultMaxTokens
    }
}

/// One (provider, model) that a call may go to, under one credential version of an open lease.
package struct RouteTarget: Sendable {
    package var provider: ProviderID
    package var type: ProviderType
    package var version: CredentialVersionID
    package var lease: LeaseID
    package var fingerprint: KeyFingerprint
    package var endpoint: UpstreamEndpoint
    /// The agent type's model; a call may name another one, which the provider decides on.
    package var model: String

    package init(
        provider: ProviderID, type: ProviderType, version: CredentialVersionID, lease: LeaseID,
        fingerprint: KeyFingerprint, endpoint: UpstreamEndpoint, model: String
    ) {
        self.provider = provider
        self.type = type
        self.version = version
        self.lease = lease
        self.fingerprint = fingerprint
        self.endpoint = endpoint
        self.model = model
    }
}

/// Where an upstream is reached: the parsed form of a base URL.
package struct UpstreamEndpoint: Sendable, Hashable {
    package var isTLS: Bool
    package var host: String
    package var port: Int
    /// Empty, or a path that begins with `/` and does not end with one; `/v1/…` follows it.
    package var pathPrefix: String

    package init(isTLS: Bool, host: String, port: Int, pathPrefix: String) {
        self.isTLS = isTLS
        self.host = host
        self.port = port
        self.pathPrefix = pathPrefix
    }

    /// The `Host` header's value: without the port where it is the scheme's own.
    package var authority: String {
        let bracketed = host.contains(":") ? "[\(host)]" : host
        return port == (isTLS ? 443 : 80) ? bracketed : "\(bracketed):\(port)"
    }

    /// Scheme and authority: `https://api.openai.com`.
    package var origin: String { "\(isTLS ? "https" : "http")://\(authority)" }

    /// Whether the host is this machine itself: the name `localhost`, `::1`, or an address of 127.0.0.0/8.
    package var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
