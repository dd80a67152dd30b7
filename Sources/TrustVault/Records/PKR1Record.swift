// SPDX-License-Identifier: Apache-2.0

/// The immutable part of a sealed secret, as it is stored:
///
/// ```
/// 0    4   magic "PKR1"
/// 4    2   suite, u16 big-endian; 1 is HKDF-SHA512 with AES-256-GCM and key commitment
/// 6    32  message id, random
/// 38   32  commitment to the data key
/// 70   12  nonce, random
/// 82   4   length of the ciphertext, u32 big-endian: a multiple of 64, at most 16,384
/// 86   n   ciphertext
/// 86+n 16  tag
/// ```
struct PKR1Record: Sendable, Hashable {
    /// The closed list of suites; a number that is not on it is an error.
    enum Suite: UInt16, Sendable, CaseIterable {
        case hkdfSHA512AES256GCM = 1

        /// The number as it stands in the record and in the key derivation.
        var bytes: [UInt8] { [UInt8(truncatingIfNeeded: rawValue >> 8), UInt8(truncatingIfNeeded: rawValue)] }
    }

    static let magic = Array("PKR1".utf8)
    static let headerCount = 86
    static let messageIDCount = 32
    static let nonceCount = 12
    static let tagCount = 16
    static let blockCount = 64
    static let maximumCiphertextCount = 16_384

    var suite: Suite
    var messageID: [UInt8]
    var commitment: [UInt8]
    var nonce: [UInt8]
    var ciphertext: [UInt8]
    var tag: [UInt8]

    /// What the authenticated data begins with: everything up to the nonce.
    var authenticatedHeader: [UInt8] { Self.magic + suite.bytes + messageID + commitment }

    var bytes: [UInt8] {
        let count = UInt32(ciphertext.count)
        return authenticatedHeader + nonce + (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) }
            + ciphertext + tag
    }

    init(suite: Suite, messageID: [UInt8], commitment: [UInt8], nonce: [UInt8], ciphertext: [UInt8], tag: [UInt8]) {
        self.suite = suite
        self.messageID = messageID
        self.commitment = commitment
        self.nonce = nonce
        self.ciphertext = ciphertext
        self.tag = tag
    }

    /// Reads a whole record; lengths are checked before anything is copied.
    /// - Throws: `malformedRecord`, `unknownSuite`.
    init(parsing bytes: [UInt8]) throws(VaultError) {
        guard bytes.count >= Self.headerCount + Self.blockCount + Self.tagCount,
            bytes.count <= Self.headerCount + Self.maximumCiphertextCount + Self.tagCount
        else { throw VaultError(.malformedRecord, cause: "length") }
        guard bytes[0..<4].elementsEqual(Self.magic) else { throw VaultError(.malformedRecord, cause: "magic") }
        guard let suite = Suite(rawValue: UInt16(bytes[4]) << 8 | UInt16(bytes[5])) else {
            throw VaultError(.unknownSuite)
        }
        let count = bytes[82..<86].reduce(0) { $0 << 8 | Int($1) }
        guard count > 0, count <= Self.maximumCiphertextCount, count.isMultiple(of: Self.blockCount),
            bytes.count == Self.headerCount + count + Self.tagCount
        else { throw VaultError(.malformedRecord, cause: "ciphertext length") }
        self.suite = suite
        messageID = Array(bytes[6..<38])
        commitment = Array(bytes[38..<70])
        nonce = Array(bytes[70..<82])
        ciphertext = Array(bytes[86..<(86 + count)])
        tag = Array(bytes[(86 + count)...])
    }
}
