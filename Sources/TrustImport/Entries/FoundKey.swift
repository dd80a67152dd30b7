// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// A provider's key, found in a file.
package struct FoundKey: Sendable {
    /// What the provider could be called.
    package enum NameSource: Sendable, Hashable {
        /// The file names the provider.
        case given(String)
        /// The key's variable names it: `PROD_OPENAI_API_KEY` is `prod-openai`.
        case variable(String)
        /// Only a model that it is used for has a name.
        case alias(String)
    }

    package let type: ProviderType
    package let key: SharedSecret
    /// In normal form; `nil` stands for the type's own.
    package let baseURL: String?
    package let useCase: String?
    package let name: NameSource
    package let origin: KeyOrigin

    /// - Throws: `SkipReason` if this can't be a provider's key, or its base URL can't be used.
    init(
        type: ProviderType, key: SharedSecret, baseURL: String?, useCase: String? = nil, name: NameSource,
        origin: KeyOrigin
    ) throws(SkipReason) {
        let key = key.trimmed
        guard key.count > 0 else { throw .empty }
        guard key.isPrintable, ProviderType.keyLengths.contains(key.count) else { throw .notAKey }
        self.type = type
        self.key = key
        self.useCase = useCase
        self.name = name
        self.origin = origin
        guard let baseURL, !baseURL.isEmpty else {
            self.baseURL = nil
            return
        }
        do {
            let normal = try UpstreamEndpoint(baseURL: baseURL).baseURL
            self.baseURL = normal == type.defaultBaseURL ? nil : normal
        } catch {
            throw .baseURL(error.reason)
        }
    }
}
