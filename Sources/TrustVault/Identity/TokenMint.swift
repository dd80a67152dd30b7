// SPDX-License-Identifier: Apache-2.0
import Crypto
package import TrustCore

/// What a token is for; told by how it begins, so that secret scanners and people know one when they see it.
package enum TokenKind: String, Sendable, Hashable, CaseIterable {
    case apiKey = "cust_"
    case agent = "agt_"
    case session = "ses_"
    /// The one-time token that opens setup.
    case setup = "set_"
    /// The token of an invitation's link.
    case invitation = "inv_"
    /// The secret that signs webhook deliveries; kept sealed, not as a digest.
    case webhook = "whs_"
}

/// Makes tokens, and the digests that are kept of them.
///
/// A token is its kind's prefix and 32 random bytes in base64url: too many to guess, so that a plain digest is enough
/// to keep and to look it up by.
package enum TokenMint {
    private static let randomCount = 32

    /// A new token.
    package static func make(_ kind: TokenKind) -> SecretBytes {
        let random = SecureRandom.secret(randomCount)
        let prefix = Array(kind.rawValue.utf8)
        return unsafe SecretBytes(capacity: prefix.count + Base64.encodedCount(randomCount, .url)) { text in
            unsafe text.copyBytes(from: prefix)
            unsafe random.withBytes { unsafe Base64.encode($0, .url, into: .init(rebasing: text[prefix.count...])) }
            return text.count
        }
    }

    /// SHA-256 over a token's whole text.
    package static func digest(of token: UnsafeRawBufferPointer) -> Digest32 {
        unsafe SHA256.hash(data: token).withUnsafeBytes { digest in
            func word(_ index: Int) -> UInt64 {
                unsafe UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
            }
            return Digest32(a: word(0), b: word(1), c: word(2), d: word(3))
        }
    }

    /// The same of a token we hold.
    package static func digest(of token: borrowing SecretBytes) -> Digest32 {
        unsafe token.withBytes { unsafe digest(of: $0) }
    }

    /// Whether bytes have the form of a token of a kind: what is not worth a look-up.
    package static func isWellFormed(_ token: UnsafeRawBufferPointer, as kind: TokenKind) -> Bool {
        let prefix = kind.rawValue.utf8
        guard token.count == prefix.count + Base64.encodedCount(randomCount, .url),
            unsafe token.starts(with: prefix)
        else { return false }
        return unsafe Base64.decode(UnsafeRawBufferPointer(rebasing: token[prefix.count...]), .url) != nil
    }

    /// The first characters of a token, to tell keys apart in a list: `cust_AbCd`.
    package static func displayPrefix(of token: borrowing SecretBytes) -> String {
        unsafe token.withBytes { bytes in
            let prefix = unsafe bytes.firstIndex(of: UInt8(ascii: "_")).map { $0 + 1 } ?? 0
            return unsafe String(decoding: bytes.prefix(prefix + 4), as: UTF8.self)
        }
    }

    /// A random value for a session's forms: 32 bytes in base64url. It is shown in pages, so it is a string.
    package static func csrfToken() -> String {
        let random = SecureRandom.secret(randomCount)
        let text = unsafe SecretBytes(capacity: Base64.encodedCount(randomCount, .url)) { text in
            unsafe random.withBytes { unsafe Base64.encode($0, .url, into: text) }
            return text.count
        }
        return unsafe text.withBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
