// SPDX-License-Identifier: Apache-2.0
import Crypto
import TrustCore

/// Seals a secret into a `PKR1` record under a fresh data key, and opens it again: no I/O, no key service.
///
/// The record commits to its data key, so that a data key swapped in by a key service or a database is noticed before
/// anything is decrypted. Padding to 64 bytes hides the secret's length.
struct Envelope {
    let purpose: CredentialPurpose
    let context: EncryptionContext

    /// The longest secret that fits.
    static let maximumSecretCount = PKR1Record.maximumCiphertextCount - 2

    /// Seals under a data key that must never be used again.
    /// - Throws: `secretTooLong`, `malformedRecord` for a data key that is not 32 bytes, `selfCheckFailed`.
    func seal(_ secret: borrowing SecretBytes, dataKey: borrowing SecretBytes) throws(VaultError) -> PKR1Record {
        try seal(
            secret, dataKey: dataKey, messageID: SecureRandom.bytes(PKR1Record.messageIDCount),
            nonce: SecureRandom.bytes(PKR1Record.nonceCount))
    }

    /// The same with the randomness handed in: for known-answer tests only.
    func seal(
        _ secret: borrowing SecretBytes, dataKey: borrowing SecretBytes, messageID: [UInt8], nonce: [UInt8]
    ) throws(VaultError) -> PKR1Record {
        guard secret.count <= Self.maximumSecretCount else { throw VaultError(.secretTooLong) }
        let keys = try Keys(dataKey: dataKey, messageID: messageID, suite: .hkdfSHA512AES256GCM)
        var record = PKR1Record(
            suite: .hkdfSHA512AES256GCM, messageID: messageID, commitment: keys.commitment, nonce: nonce,
            ciphertext: [], tag: [])
        let padded = Self.pad(secret)
        (record.ciphertext, record.tag) = try AuthenticatedCipher.seal(
            padded, key: keys.content, nonce: nonce, authenticating: authenticatedData(of: record))
        try check(record, opensTo: secret, dataKey: dataKey)
        return record
    }

    /// Opens a record: commitment, then tag, then padding.
    /// - Throws: `commitmentMismatch` where the data key is another one, `tagMismatch` where record or context were
    ///   changed, `badPadding`.
    func open(_ record: PKR1Record, dataKey: borrowing SecretBytes) throws(VaultError) -> SecretBytes {
        let keys = try committed(record, to: dataKey)
        let padded = try AuthenticatedCipher.open(
            ciphertext: record.ciphertext, tag: record.tag, key: keys.content, nonce: record.nonce,
            authenticating: authenticatedData(of: record))
        return try Self.unpad(padded)
    }

    /// Makes sure that a record was sealed under a data key, without opening it.
    /// - Throws: `commitmentMismatch`.
    func check(_ record: PKR1Record, commitsTo dataKey: borrowing SecretBytes) throws(VaultError) {
        _ = try committed(record, to: dataKey)
    }

    private func committed(_ record: PKR1Record, to dataKey: borrowing SecretBytes) throws(VaultError) -> Keys {
        let keys = try Keys(dataKey: dataKey, messageID: record.messageID, suite: record.suite)
        let isCommitted = unsafe keys.commitment.withUnsafeBytes { expected in
            unsafe record.commitment.withUnsafeBytes { unsafe KeyDerivation.areEqual(expected, $0) }
        }
        guard isCommitted else { throw VaultError(.commitmentMismatch) }
        return keys
    }

    /// `"<purpose>/v1" 0x00 ‖ header ‖ serialized context`.
    func authenticatedData(of record: PKR1Record) -> [UInt8] {
        Array("\(purpose.rawValue)/v1".utf8) + [0] + record.authenticatedHeader + context.serialized
    }

    /// What will be stored must open, from its bytes, to what was given.
    private func check(
        _ record: PKR1Record, opensTo secret: borrowing SecretBytes, dataKey: borrowing SecretBytes
    ) throws(VaultError) {
        let reopened = try open(PKR1Record(parsing: record.bytes), dataKey: dataKey)
        let isSame = unsafe secret.withBytes { expected in
            unsafe reopened.withBytes { unsafe KeyDerivation.areEqual(expected, $0) }
        }
        guard isSame else { throw VaultError(.selfCheckFailed) }
    }

    /// `u16 length ‖ secret ‖ zeroes` up to a multiple of 64.
    private static func pad(_ secret: borrowing SecretBytes) -> SecretBytes {
        let count = secret.count
        let total = (count + 2 + PKR1Record.blockCount - 1) / PKR1Record.blockCount * PKR1Record.blockCount
        return unsafe secret.withBytes { bytes in
            unsafe SecretBytes(capacity: total) { buffer in
                unsafe buffer[0] = UInt8(truncatingIfNeeded: count >> 8)
                unsafe buffer[1] = UInt8(truncatingIfNeeded: count)
                unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[2...]).copyMemory(from: bytes)
                return total
            }
        }
    }

    private static func unpad(_ padded: borrowing SecretBytes) throws(VaultError) -> SecretBytes {
        try unsafe padded.withBytes { bytes throws(VaultError) -> SecretBytes in
            guard bytes.count >= 2 else { throw VaultError(.badPadding) }
            let count = unsafe Int(bytes[0]) << 8 | Int(bytes[1])
            // The shortest padding that fits is the only one: a record has one form.
            let rest = bytes.count - 2 - count
            guard rest >= 0, rest < PKR1Record.blockCount, unsafe bytes[(2 + count)...].allSatisfy({ $0 == 0 }) else {
                throw VaultError(.badPadding)
            }
            return unsafe SecretBytes(copying: bytes[2..<(2 + count)])
        }
    }

    /// The content key and the commitment of a data key.
    struct Keys {
        let content: SymmetricKey
        let commitment: [UInt8]

        init(
            dataKey: borrowing SecretBytes, messageID: [UInt8], suite: PKR1Record.Suite
        ) throws(VaultError) {
            guard dataKey.count == 32, messageID.count == PKR1Record.messageIDCount else {
                throw VaultError(.malformedRecord, cause: "data key length")
            }
            let extracted = KeyDerivation.ExtractedKey(from: SymmetricKey(dataKey), salt: messageID)
            content = extracted.expanded(info: suite.bytes + Array("DERIVEKEY".utf8))
            commitment = unsafe extracted.expanded(info: Array("COMMITKEY".utf8)).withUnsafeBytes { unsafe Array($0) }
        }
    }
}
