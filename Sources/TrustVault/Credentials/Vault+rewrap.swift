// SPDX-License-Identifier: Apache-2.0
package import TrustCore

extension Vault {
    /// Wraps a secret's data key under the current master key. The secret itself is not opened.
    ///
    /// What comes back has been unwrapped again, and the record commits to what came out: the old wrapping may go.
    /// - Throws: `VaultError`: what the key services say, `commitmentMismatch` where the old wrapping is another record's.
    package func rewrap(_ secret: StoredSecret) async throws -> KeyWrapping {
        let location = CredentialLocation(of: secret.place)
        let context = EncryptionContext(of: location, installation: installation)
        let old = secret.sealed.wrapping
        let record = try PKR1Record(parsing: secret.sealed.record)
        let fresh = try await noting {
            if keyService.capabilities.contains(.nativeRewrap), keyService.owns(old) {
                return try await keyService.rewrap(old, for: context)
            }
            let dataKey = try await service(of: old).unwrap(old, for: context)
            return try await keyService.wrap(dataKey, for: context)
        }
        let dataKey = try await noting { try await keyService.unwrap(fresh, for: context) }
        try Envelope(purpose: location.purpose, context: context).check(record, commitsTo: dataKey)
        return fresh
    }
}

extension CredentialLocation {
    fileprivate init(of place: StoredSecret.Place) {
        switch place {
        case .version(_, let provider, let organization, let number):
            self.init(organization: organization, provider: provider, versionNumber: number)
        case .webhook(let organization, let number): self.init(webhookOf: organization, secretNumber: number)
        case .fingerprintKey: self = .fingerprintKey
        }
    }
}
