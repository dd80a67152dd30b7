// SPDX-License-Identifier: Apache-2.0
import Crypto
package import TrustCore

/// Recognises keys without keeping them: HMAC-SHA-256 under the installation's own key, cut to 128 bits.
///
/// Without that key a fingerprint says nothing, not even about a key that can be guessed.
package final class KeyFingerprinter: Sendable {
    /// Has taken in the key; each fingerprint goes on from a copy of it, at a third of the cost.
    private let keyed: HMAC<SHA256>

    init(key: borrowing SecretBytes) { keyed = HMAC(key: SymmetricKey(key)) }

    /// Opens the installation's fingerprint key; makes and seals it at the first start.
    ///
    /// As it is the first thing sealed and is opened at every start, it also tells whether the master key is the
    /// right one. Nothing is written where it does not open.
    /// - Throws: `VaultError`, such as `wrongMasterKey`; what the store throws.
    package static func make(identity: any IdentityStore, vault: Vault) async throws -> KeyFingerprinter {
        if let sealed = try await identity.installation().fingerprintKey {
            return KeyFingerprinter(key: try await vault.open(sealed, at: .fingerprintKey))
        }
        let fresh = SecureRandom.secret(32)
        try await identity.setFingerprintKey(vault.seal(fresh, for: .fingerprintKey))
        // Another process may have been first: what is stored counts.
        guard let sealed = try await identity.installation().fingerprintKey else {
            throw VaultError(.credentialMissing, cause: "the fingerprint key was not stored")
        }
        return KeyFingerprinter(key: try await vault.open(sealed, at: .fingerprintKey))
    }

    /// Opens the fingerprint key and lets it go again: shows whether the master key is the right one.
    /// - Throws: `VaultError`, such as `wrongMasterKey`.
    package static func prove(_ vault: Vault, on sealed: SealedCredential) async throws {
        _ = try await vault.open(sealed, at: .fingerprintKey)
    }

    /// One HMAC over the bytes; nothing is copied or kept.
    package func fingerprint(of bytes: UnsafeRawBufferPointer) -> KeyFingerprint {
        var code = keyed
        unsafe code.update(data: bytes)
        return unsafe code.finalize().withUnsafeBytes { digest in
            unsafe KeyFingerprint(
                high: UInt64(bigEndian: digest.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        }
    }

    /// The same of a secret.
    package func fingerprint(of secret: borrowing SecretBytes) -> KeyFingerprint {
        unsafe secret.withBytes { unsafe fingerprint(of: $0) }
    }
}
