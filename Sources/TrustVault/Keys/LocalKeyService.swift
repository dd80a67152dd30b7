// SPDX-License-Identifier: Apache-2.0
import Crypto
package import TrustCore

/// A key service in this process: the master key comes from a file of the operator's.
///
/// A wrapped data key is `"LKW1" ‖ key id (8) ‖ salt (32) ‖ nonce (12) ‖ ciphertext (32) ‖ tag (16)`: AES-256-GCM
/// under HKDF-SHA512(master, salt, "WRAP"), authenticating the serialized encryption context. Every data key is
/// wrapped under a key of its own, so that no bound on a key's uses is ever near.
package final class LocalKeyService: KeyService {
    /// The service's name in wrappings.
    package static let name = "local"

    private static let magic = Array("LKW1".utf8)
    private static let wrappedCount = 104

    private let master: SymmetricKey
    private let keyID: [UInt8]
    /// `local:<key id in hex>`.
    package let keyReference: String

    init(_ file: consuming MasterKeyFile) {
        master = SymmetricKey(file.key)
        keyID = file.keyID
        keyReference = "\(Self.name):\(Hexadecimal.encode(file.keyID))"
    }

    /// Reads the master key's file, or makes it.
    ///
    /// - Parameters:
    ///   - path: the file; see `MasterKeyFile` for what it looks like and what is refused.
    ///   - createIfMissing: makes folder and file where there is none. Pass `true` only while nothing has been sealed:
    ///     a fresh key opens nothing old.
    /// - Throws: `masterKeyMissing`, `masterKeyUnusable`.
    package convenience init(masterKeyFile path: String, createIfMissing: Bool) throws(VaultError) {
        do throws(VaultError) {
            self.init(try MasterKeyFile.read(path))
        } catch  where error.code == .masterKeyMissing && createIfMissing {
            try MasterKeyFile.create(path)
            self.init(try MasterKeyFile.read(path))
        }
    }

    package var name: String { Self.name }

    package func owns(_ wrapping: KeyWrapping) -> Bool {
        wrapping.service == Self.name && wrapping.keyReference == keyReference
    }

    package var capabilities: KeyServiceCapabilities { .encryptionContext }

    package func generateDataKey(for context: EncryptionContext) async throws -> DataKey {
        let key = SecureRandom.secret(32)
        let wrapping = try await wrap(key, for: context)
        return DataKey(plaintext: key, wrapping: wrapping)
    }

    package func wrap(_ dataKey: borrowing SecretBytes, for context: EncryptionContext) async throws -> KeyWrapping {
        let wrapped = try wrap(
            dataKey, context: context, salt: SecureRandom.bytes(32),
            nonce: SecureRandom.bytes(AuthenticatedCipher.nonceCount))
        return KeyWrapping(service: Self.name, keyReference: keyReference, wrappedKey: wrapped)
    }

    package func unwrap(_ wrapping: KeyWrapping, for context: EncryptionContext) async throws -> SecretBytes {
        guard wrapping.service == Self.name else { throw VaultError(.keyServiceRefused, cause: "another service's") }
        let bytes = wrapping.wrappedKey
        guard bytes.count == Self.wrappedCount, bytes[0..<4].elementsEqual(Self.magic) else {
            throw VaultError(.malformedRecord, cause: "wrapped key")
        }
        guard bytes[4..<12].elementsEqual(keyID), wrapping.keyReference == keyReference else {
            let named = Hexadecimal.encode(Array(bytes[4..<12]))
            throw VaultError(.wrongMasterKey, cause: "wrapped under \(named), have \(keyReference)")
        }
        do throws(VaultError) {
            return try AuthenticatedCipher.open(
                ciphertext: Array(bytes[56..<88]), tag: Array(bytes[88...]),
                key: wrappingKey(salt: Array(bytes[12..<44])), nonce: Array(bytes[44..<56]),
                authenticating: context.serialized)
        } catch {
            throw VaultError(.keyServiceRefused, cause: "another context, or altered")
        }
    }

    package func describe() async throws -> KeyServiceDescription {
        KeyServiceDescription(service: Self.name, keyReference: keyReference, isUsable: true)
    }

    private func wrap(
        _ key: borrowing SecretBytes, context: EncryptionContext, salt: [UInt8], nonce: [UInt8]
    ) throws(VaultError) -> [UInt8] {
        let (ciphertext, tag) = try AuthenticatedCipher.seal(
            key, key: wrappingKey(salt: salt), nonce: nonce, authenticating: context.serialized)
        return Self.magic + keyID + salt + nonce + ciphertext + tag
    }

    private func wrappingKey(salt: [UInt8]) -> SymmetricKey {
        KeyDerivation.ExtractedKey(from: master, salt: salt).expanded(info: Array("WRAP".utf8))
    }
}
