// SPDX-License-Identifier: Apache-2.0
package import TrustCore
package import TrustOutbound
package import TrustVault

/// The vault of this installation, opened: a master key that is the right one, proven on a sealed record.
package struct KeyRing: Sendable {
    package let vault: Vault
    package let fingerprinter: KeyFingerprinter

    /// Finds the key service, or makes a master key for an empty installation, and tries it on the installation's own
    /// sealed record before anything is written.
    /// - Throws: `ServerError` where the key is missing, readable by others, not this installation's, or the key service
    ///   can't be used.
    package static func open(
        _ configuration: ServerConfiguration, identity: any IdentityStore, outbound: OutboundClient
    ) async throws -> KeyRing {
        let installation = try await identity.installation()
        let services = try KeyServices.make(
            configuration, isEmpty: installation.fingerprintKey == nil, outbound: outbound)
        let vault = services.vault(of: installation.id)
        do {
            return KeyRing(
                vault: vault, fingerprinter: try await KeyFingerprinter.make(identity: identity, vault: vault))
        } catch let error as VaultError {
            throw refusal(error, configuration)
        }
    }

    private static func refusal(_ error: VaultError, _ configuration: ServerConfiguration) -> ServerError {
        switch error.code {
        case .keyServiceUnreachable, .keyServiceThrottled, .keyServiceCredentials, .keyServiceDenied,
            .keyServiceKeyUnusable, .keyServiceMisconfigured, .keyServiceMisbehaved:
            ServerError(
                .keyServiceUnusable,
                "\(error.publicMessage) (\(error.cause ?? error.code.rawValue)). Nothing was changed; `ag2trust vault check` says what is missing."
            )
        case _ where configuration.awsKMS != nil:
            ServerError(
                .masterKeyWrong,
                "Neither AWS KMS (\(configuration.awsKMS?.key ?? "")) nor \(configuration.masterKeyPath) opens this installation's records. Nothing was changed."
            )
        default:
            ServerError(
                .masterKeyWrong,
                "The master key \(configuration.masterKeyPath) does not open this installation's records: it belongs to another one. Nothing was changed."
            )
        }
    }
}
