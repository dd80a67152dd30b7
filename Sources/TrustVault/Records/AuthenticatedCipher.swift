// SPDX-License-Identifier: Apache-2.0
import CTrust
import Crypto
import Foundation
import TrustCore

/// AES-256-GCM with 12-byte nonces and 16-byte tags only, from and to zeroing buffers.
enum AuthenticatedCipher {
    static let nonceCount = 12
    static let tagCount = 16

    /// - Throws: `malformedRecord` for a nonce or key of another length.
    static func seal(
        _ plaintext: borrowing SecretBytes, key: SymmetricKey, nonce: [UInt8], authenticating data: [UInt8]
    ) throws(VaultError) -> (ciphertext: [UInt8], tag: [UInt8]) {
        // The library takes longer nonces too, and treats them differently.
        guard nonce.count == nonceCount, key.bitCount == 256 else { throw VaultError(.malformedRecord, cause: "nonce") }
        do {
            let box = try unsafe plaintext.withBytes { bytes in
                try unsafe AES.GCM.seal(bytes, using: key, nonce: AES.GCM.Nonce(data: nonce), authenticating: data)
            }
            return (Array(box.ciphertext), Array(box.tag))
        } catch {
            throw VaultError(.malformedRecord, cause: "sealing failed")
        }
    }

    /// - Throws: `tagMismatch` where anything was changed, `malformedRecord` for lengths that are not ours.
    static func open(
        ciphertext: [UInt8], tag: [UInt8], key: SymmetricKey, nonce: [UInt8], authenticating data: [UInt8]
    ) throws(VaultError) -> SecretBytes {
        guard nonce.count == nonceCount, tag.count == tagCount, key.bitCount == 256 else {
            throw VaultError(.malformedRecord, cause: "nonce or tag length")
        }
        var opened: Data
        do {
            let box = try AES.GCM.SealedBox(nonce: AES.GCM.Nonce(data: nonce), ciphertext: ciphertext, tag: tag)
            opened = try AES.GCM.open(box, using: key, authenticating: data)
        } catch {
            throw VaultError(.tagMismatch)
        }
        defer {
            // The library's buffer, held by nobody else, so that this overwrites it and not a copy.
            unsafe opened.withUnsafeMutableBytes { bytes in
                if let start = bytes.baseAddress { unsafe trust_zero(start, bytes.count) }
            }
        }
        return SecretBytes(copying: opened)
    }
}
