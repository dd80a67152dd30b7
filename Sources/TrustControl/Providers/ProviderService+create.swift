// SPDX-License-Identifier: Apache-2.0
package import TrustCore
import TrustVault

/// What a new provider is made of, but for its key.
package struct NewProvider: Sendable, Hashable {
    package var name: String
    package var type: ProviderType
    /// For servers that speak the type's dialect; the host must be on the operator's list.
    package var baseURL: String?
    package var useCase: String?
    /// Whether the key is tried at the provider before it is stored.
    package var validate: Bool
    package var labels: Labels

    package init(
        name: String, type: ProviderType, baseURL: String? = nil, useCase: String? = nil, validate: Bool = true,
        labels: Labels = Labels()
    ) {
        self.name = name
        self.type = type
        self.baseURL = baseURL
        self.useCase = useCase
        self.validate = validate
        self.labels = labels
    }
}

/// A provider that was made, with what its maker ought to know.
package struct CreatedProvider: Sendable, Hashable {
    package var view: ProviderView
    /// Another provider holds the same key; the key was not tried; it works with a reserve.
    package var warnings: [String]
}

extension ProviderService {
    /// Stores a provider with its key, sealed. The key is tried first, unless asked not to.
    /// - Throws: `INVALID_REQUEST` naming the field; `BASE_URL_NOT_ALLOWED`; `NAME_TAKEN`; `PROVIDER_KEY_INVALID` with
    ///   `advice`; `PROVIDER_UNREACHABLE` and `PROVIDER_FAILED`, after which `validate: false` stores it all the same;
    ///   `KEY_SERVICE_UNAVAILABLE`.
    package func create(
        _ caller: Caller, _ new: NewProvider, key: consuming SecretBytes
    ) async throws -> CreatedProvider {
        try caller.require(.manageProviders)
        let name = try Self.name.check(new.name)
        let useCase = try new.useCase.flatMap { text throws(ControlError) in try Self.checked(useCase: text) }
        let address = try ProviderAddress(new.baseURL, type: new.type, hosts: baseURLHosts)
        let text = try ProviderKeyText(key, type: new.type, baseURL: address.baseURL)
        // Said before the key is sent anywhere; the store decides in the end.
        guard try await !providers.providers(in: caller.organization).contains(where: { $0.name == name }) else {
            throw StoreError(.nameTaken(field: "name"))
        }
        let fingerprint = fingerprinter.fingerprint(of: text.bytes)
        var warnings = try await providers.providers(holding: fingerprint, in: caller.organization)
            .map { "The provider “\($0.name)” holds the same key." }

        let moment = clock.now()
        let id = ProviderID.make(at: moment)
        let operation = try await audit.begin(
            "provider.create", on: "provider:\(id)", by: caller, details: ["type": new.type.rawValue])
        do {
            let health =
                new.validate
                ? try await tried(text.bytes, type: new.type, at: address) : ProviderHealth(state: .notTested)
            if health.state != .works { warnings.append(ProviderAdvice.sentence(for: health.state)) }
            let sealed = try await vault.seal(
                text.bytes,
                for: CredentialLocation(organization: caller.organization, provider: id, versionNumber: 1))
            let version = CredentialVersion(
                id: .make(at: moment), provider: id, organization: caller.organization, number: 1, state: .current,
                sealed: sealed, createdAt: moment)
            let provider = Provider(
                id: id, organization: caller.organization, name: name, type: new.type, baseURL: address.baseURL,
                useCase: useCase, keyHint: text.hint, fingerprint: fingerprint, currentVersion: version.id,
                health: health, createdAt: moment, updatedAt: moment, createdBy: caller.user,
                labels: new.labels)
            try await providers.insert(
                provider, version: version,
                audit: operation.outcome(.succeeded, details: ["health": health.state.rawValue]))
            return CreatedProvider(
                view: ProviderView(provider: provider, use: ProviderUse(agents: [], agentTypes: [])),
                warnings: warnings)
        } catch {
            return try await audit.recordingFailure(of: operation) { throw error }
        }
    }

    /// What the provider says of the key; a key that it calls invalid, or can't be asked about, is not stored.
    private func tried(
        _ key: borrowing SecretBytes, type: ProviderType, at address: ProviderAddress
    ) async throws -> ProviderHealth {
        let result = try await probe.probe(key, type: type, endpoint: address.endpoint)
        let sentence = result.sentence
        var details: [String: JSONValue] = [
            "advice": .array(ProviderAdvice.advice(for: result.state).map(JSONValue.string))
        ]
        if let code = result.providerCode { details["provider_code"] = .string(code) }
        switch result.state {
        case .invalidKey:
            details["field"] = "api_key"
            throw ControlError(.providerKeyInvalid, sentence, details: details)
        case .unreachable: throw ControlError(.providerUnreachable, sentence, details: details)
        case .failing: throw ControlError(.providerFailed, sentence, details: details)
        case .works, .restricted, .quotaExhausted, .rateLimited, .notTested:
            return ProviderHealth(state: result.state, checkedAt: clock.now(), message: sentence)
        }
    }
}
