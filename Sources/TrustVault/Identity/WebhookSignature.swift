// SPDX-License-Identifier: Apache-2.0
import Crypto
package import TrustCore

/// What tells a receiver that a delivery is ours and whole.
package enum WebhookSignature {
    /// The header's value: `sha256=` and the HMAC-SHA-256 of the raw body in hexadecimal. The key is the secret's whole
    /// text, as it was shown.
    package static func header(for body: [UInt8], secret: borrowing SecretBytes) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(secret))
        let digits = Array("0123456789abcdef")
        return "sha256=" + String(code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
