// SPDX-License-Identifier: Apache-2.0

/// A sealed secret of the installation's, wherever it lies.
package struct StoredSecret: Sendable, Hashable {
    /// Where it lies; what its encryption context is made of.
    package enum Place: Sendable, Hashable {
        case version(CredentialVersionID, provider: ProviderID, organization: OrganizationID, number: Int64)
        case fingerprintKey
        case webhook(OrganizationID, secretNumber: Int64)
    }
    package var place: Place
    package var sealed: SealedCredential

    package init(place: Place, sealed: SealedCredential) {
        self.place = place
        self.sealed = sealed
    }
}

/// The wrappings of everything that is sealed, for moving it to another master key.
package protocol WrappingStore: Sendable {
    /// Secrets that are not wrapped under a master key, up to `limit`, in no order that matters.
    func secrets(notUnder service: String, _ keyReference: String, limit: Int) async throws -> [StoredSecret]
    /// How many there are.
    func count(notUnder service: String, _ keyReference: String) async throws -> Int64
    /// Puts another wrapping in the place of the one that `secret` was read with, which must still be there.
    /// - Returns: whether it was.
    func replaceWrapping(of secret: StoredSecret, with wrapping: KeyWrapping) async throws -> Bool
}
