// SPDX-License-Identifier: Apache-2.0
import Crypto
import TrustCore

/// HKDF-SHA512, and comparison in constant time.
enum KeyDerivation {
    /// One extraction, for several expansions.
    struct ExtractedKey {
        private let key: SymmetricKey

        init(from material: SymmetricKey, salt: [UInt8]) {
            let code = HKDF<SHA512>.extract(inputKeyMaterial: material, salt: salt)
            key = unsafe code.withUnsafeBytes { unsafe SymmetricKey(data: $0) }
        }

        /// A key of `count` bytes: at most 255 digests, the limit of RFC 5869; more than that is `nil`.
        func expanded(info: [UInt8], count: Int) -> SymmetricKey? {
            guard count >= 0, count <= 255 * SHA512.byteCount else { return nil }
            return HKDF<SHA512>.expand(pseudoRandomKey: key, info: info, outputByteCount: count)
        }

        /// The 32 bytes that every use of ours takes.
        func expanded(info: [UInt8]) -> SymmetricKey {
            HKDF<SHA512>.expand(pseudoRandomKey: key, info: info, outputByteCount: 32)
        }
    }

    /// Compares two byte sequences without stopping at the first difference; their lengths are no secret.
    static func areEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in 0..<left.count { unsafe difference |= left[index] ^ right[index] }
        return difference == 0
    }
}

extension SymmetricKey {
    /// Takes a copy of a secret; both are zeroed when they go.
    init(_ secret: borrowing SecretBytes) {
        self = unsafe secret.withBytes { unsafe SymmetricKey(data: $0) }
    }
}
