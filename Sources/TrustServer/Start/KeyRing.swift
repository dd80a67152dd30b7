// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore
package import TrustVault

/// The vault of this installation, opened: a master key that is the right one, proven on a sealed record.
package struct KeyRing: Sendable {
    package let vault: Vault
    package let fingerprinter: KeyFingerprinter

    /// Loads the master key, or makes one for an empty installation, and tries it on the installation's own sealed
    /// record before anything is written.
    /// - Throws: `ServerError` where the key is missing, readable by others, or not this installation's.
    package static func open(_ configuration: ServerConfiguration, identity: any IdentityStore) async throws -> KeyRing
    {
        let installation = try await identity.installation()
        let path = configuration.masterKeyPath
        let exists = FileManager.default.fileExists(atPath: path)
        guard exists || installation.fingerprintKey == nil else {
            throw ServerError(
                .masterKeyMissing,
                "The master key \(path) is missing. It opens every stored key: put it back from its backup. Nothing was changed."
            )
        }
        let service: LocalKeyService
        do {
            service = try LocalKeyService(masterKeyFile: path, createIfMissing: !exists)
        } catch {
            throw ServerError(.masterKeyWrong, "The master key \(path) is refused: \(error.publicMessage)")
        }
        let vault = Vault(keyService: service, installation: installation.id)
        do {
            return KeyRing(
                vault: vault, fingerprinter: try await KeyFingerprinter.make(identity: identity, vault: vault))
        } catch is VaultError {
            throw ServerError(
                .masterKeyWrong,
                "The master key \(path) does not open this installation's records: it belongs to another one. Nothing was changed."
            )
        }
    }
}
