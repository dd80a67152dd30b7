// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Seals secrets into records under data keys of a key service, and opens them at the place they were sealed for.
///
/// It caches nothing: every opening asks the key service once.
package struct Vault: Sendable {
    let keyService: any KeyService
    /// Those that older records are wrapped by.
    private let others: [any KeyService]
    let installation: ID<Installation>
    /// How the key service does.
    package let status: KeyServiceStatus

    /// - Parameters:
    ///   - keyService: Wraps what is sealed.
    ///   - others: Open what they wrapped before; nothing new is wrapped by them.
    ///   - installation: Stands in every record's context.
    package init(keyService: any KeyService, others: [any KeyService] = [], installation: ID<Installation>) {
        self.keyService = keyService
        self.others = others
        status = KeyServiceStatus()
        self.installation = installation
    }

    /// Seals a secret for one place, under a data key of its own.
    ///
    /// What comes back has been opened again from its bytes and compared. A failure leaves nothing behind.
    /// - Throws: `VaultError`: `secretTooLong`, what the key service says, `selfCheckFailed`.
    package func seal(
        _ key: borrowing SecretBytes, for location: CredentialLocation
    ) async throws -> SealedCredential {
        let context = EncryptionContext(of: location, installation: installation)
        let dataKey = try await noting { try await keyService.generateDataKey(for: context) }
        let record = try Envelope(purpose: location.purpose, context: context).seal(key, dataKey: dataKey.plaintext)
        return SealedCredential(record: record.bytes, wrapping: dataKey.wrapping)
    }

    /// Opens a secret at the place it was sealed for.
    /// - Parameters:
    ///   - sealed: the record and the wrapping of its data key, as they are stored.
    ///   - location: made of the row's columns, never of the record.
    /// - Returns: the secret.
    /// - Throws: `VaultError`; which check failed is for audit only.
    package func open(
        _ sealed: SealedCredential, at location: CredentialLocation
    ) async throws -> SecretBytes {
        // Read before the key service is asked: what can't be a record is not worth a call.
        let record = try PKR1Record(parsing: sealed.record)
        let context = EncryptionContext(of: location, installation: installation)
        let service = service(of: sealed.wrapping)
        let dataKey = try await noting { try await service.unwrap(sealed.wrapping, for: context) }
        return try Envelope(purpose: location.purpose, context: context).open(record, dataKey: dataKey)
    }

    /// What wrappings call the key service.
    package var keyServiceName: String { keyService.name }

    /// What the key service says of its master key.
    /// - Throws: as the key service; `keyServiceKeyUnusable` is noted, not thrown, where it says so itself.
    package func describeKeyService() async throws -> KeyServiceDescription {
        let description = try await noting { try await keyService.describe() }
        if !description.isUsable { status.note(VaultError(.keyServiceKeyUnusable)) }
        return description
    }

    /// Makes a data key and opens it again; nothing is stored.
    /// - Throws: as the key service, and `keyServiceMisbehaved` where another key came back.
    package func roundTrip() async throws {
        let context = EncryptionContext(of: .trial, installation: installation)
        try await noting {
            let dataKey = try await keyService.generateDataKey(for: context)
            let opened = try await keyService.unwrap(dataKey.wrapping, for: context)
            let isSame = unsafe opened.withBytes { opened in
                unsafe dataKey.plaintext.withBytes { unsafe KeyDerivation.areEqual($0, opened) }
            }
            guard isSame else { throw VaultError(.keyServiceMisbehaved, cause: "another data key came back") }
        }
    }

    /// Who opens a wrapping.
    func service(of wrapping: KeyWrapping) -> any KeyService { others.first { $0.owns(wrapping) } ?? keyService }

    /// Writes down how the key service did.
    func noting<R: ~Copyable>(_ call: () async throws -> R) async throws -> R {
        do {
            let result = try await call()
            status.note(nil)
            return result
        } catch {
            status.note(error)
            throw error
        }
    }
}
