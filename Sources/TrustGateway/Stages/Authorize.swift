// SPDX-License-Identifier: Apache-2.0
import TrustCore
import TrustDialects

/// The stage that says whether a caller may do what they ask for.
enum Authorize {
    /// - Returns: the dialect in which the call is made and answered.
    /// - Throws: a refusal where the path belongs to another dialect than the caller's provider.
    static func dialect(of endpoint: LLMEndpoint, for target: RouteTarget) throws(Refusal) -> ProviderType {
        guard let dialect = endpoint.dialect, dialect != target.type else { return target.type }
        throw Refusal(
            400, .invalidRequest,
            "This path speaks the dialect of \(dialect.displayName), but the agent's provider is of type "
                + "\(target.type.displayName).", isFinal: true)
    }
}
