// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// The operating system's random bytes (`getrandom`).
enum SecureRandom {
    /// Bytes that are no secret: message ids, nonces, salts.
    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// Bytes that are one: keys, tokens.
    static func secret(_ count: Int) -> SecretBytes {
        unsafe SecretBytes(capacity: count) { buffer in
            var generator = SystemRandomNumberGenerator()
            for index in 0..<buffer.count {
                unsafe buffer[index] = UInt8.random(in: .min ... .max, using: &generator)
            }
            return count
        }
    }
}
