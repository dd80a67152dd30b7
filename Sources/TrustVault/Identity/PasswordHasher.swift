// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras
package import TrustCore

/// Hashes passwords with scrypt (N = 2^15, r = 8, p = 3), one at a time, since each takes 32 MiB and a good part of a
/// second of a core.
///
/// A stored hash is `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`, salt (16 bytes) and hash (32) in base64 without padding.
package final class PasswordHasher: Sendable {
    /// Characters (Unicode scalars) that a password may have.
    package static let lengths = 8...256

    private let gate: WorkGate

    /// - Parameter queueLimit: how many may wait before others are sent away.
    package init(queueLimit: Int = 64) { gate = WorkGate(queueLimit: queueLimit) }

    /// Whether a new password is acceptable: 8 to 256 characters, taken exactly as sent.
    /// - Throws: `invalidPassword`.
    package static func check(_ password: borrowing SecretBytes) throws(VaultError) {
        guard let count = unsafe password.withBytes({ unsafe scalarCount($0) }), lengths.contains(count) else {
            throw VaultError(.invalidPassword)
        }
    }

    /// Hashes a new password with a fresh salt.
    /// - Throws: `invalidPassword`, `overloaded`, or `CancellationError` while waiting.
    package func hash(_ password: borrowing SecretBytes) async throws -> String {
        try Self.check(password)
        try await gate.enter()
        defer { gate.leave() }
        return try await Self.derive(from: password, .init(salt: SecureRandom.bytes(16))).text
    }

    /// Whether a password is the one that was hashed.
    ///
    /// - Parameters:
    ///   - password: what was typed.
    ///   - stored: the stored hash, or `nil` for a user that does not exist: the same work is done, and the answer is
    ///     `false`. The same holds for a hash that can't be read.
    /// - Returns: whether it is the one.
    /// - Throws: `overloaded`, or `CancellationError` while waiting. A wrong password is not an error.
    package func verify(_ password: borrowing SecretBytes, against stored: String?) async throws -> Bool {
        try await gate.enter()
        defer { gate.leave() }
        let expected = stored.flatMap(PasswordHash.init)
        // A password longer than any that was ever taken is cut before the work, not after.
        let isPossible = password.count <= 4 * Self.lengths.upperBound
        let candidate =
            if isPossible {
                try await Self.derive(from: password, .init(salt: expected?.salt ?? SecureRandom.bytes(16)))
            } else {
                try await Self.derive(from: SecretBytes(copying: []), .init(salt: SecureRandom.bytes(16)))
            }
        guard isPossible, let expected else { return false }
        return unsafe expected.hash.withUnsafeBytes { left in
            unsafe candidate.hash.withUnsafeBytes { unsafe KeyDerivation.areEqual(left, $0) }
        }
    }

    @concurrent
    private static func derive(
        from password: borrowing SecretBytes, _ parameters: PasswordHash.Parameters
    ) async throws -> PasswordHash {
        let key = try unsafe password.withBytes { bytes in
            try unsafe KDF.Scrypt.deriveKey(
                from: bytes, salt: parameters.salt, outputByteCount: 32, rounds: 1 << 15, blockSize: 8, parallelism: 3)
        }
        return PasswordHash(salt: parameters.salt, hash: unsafe key.withUnsafeBytes { unsafe Array($0) })
    }

    /// How many Unicode scalars the bytes are; `nil` where they are not UTF-8.
    private static func scalarCount(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var decoder = UTF8()
        var iterator = unsafe bytes.makeIterator()
        var count = 0
        while true {
            switch unsafe decoder.decode(&iterator) {
            case .scalarValue: count += 1
            case .emptyInput: return count
            case .error: return nil
            }
        }
    }
}
