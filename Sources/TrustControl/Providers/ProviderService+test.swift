// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What a test of a stored key brought.
package struct ProviderTest: Sendable, Hashable {
    package var health: ProviderHealth
    /// What to do about it.
    package var advice: [String]
    /// What the key can use, as the provider lists it.
    package var models: [String]
    /// The provider's own code, where it gave one.
    package var providerCode: String?
    /// In microseconds.
    package var duration: Int64
}

extension ProviderService {
    /// Opens the stored key, tries it at the provider, and notes what came of it.
    /// - Throws: `NOT_FOUND`, `BASE_URL_NOT_ALLOWED` where the operator's list has changed, `CREDENTIAL_UNAVAILABLE`.
    ///   Whatever the provider says is a result, not an error.
    package func test(_ caller: Caller, _ id: ProviderID) async throws -> ProviderTest {
        try caller.require(.manageProviders)
        let provider = try await find(caller, id)
        let address = try ProviderAddress(provider.baseURL, type: provider.type, hosts: baseURLHosts)
        let key = try await opener.open(provider.currentVersion, reason: .test, actor: caller.actor, agent: nil)
        let result = try await probe.probe(key, type: provider.type, endpoint: address.endpoint)
        let health = ProviderHealth(
            state: result.state, checkedAt: clock.now(), message: result.sentence)
        try await providers.setHealth(health, of: id)
        return ProviderTest(
            health: health, advice: ProviderAdvice.advice(for: result.state), models: result.models,
            providerCode: result.providerCode, duration: result.duration)
    }
}
