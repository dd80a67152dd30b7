// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// A stored password hash, in parts.
struct PasswordHash: Sendable {
    /// What a derivation needs beside the password.
    struct Parameters: Sendable {
        var salt: [UInt8]
    }

    static let prefix = "$scrypt$ln=15,r=8,p=3$"

    var salt: [UInt8]
    var hash: [UInt8]

    init(salt: [UInt8], hash: [UInt8]) {
        self.salt = salt
        self.hash = hash
    }

    /// Reads the stored form; `nil` for other parameters or lengths than ours.
    init?(_ text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let parts = text.dropFirst(Self.prefix.count).split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 2, let salt = Self.decode(parts[0]), let hash = Self.decode(parts[1]), salt.count == 16,
            hash.count == 32
        else { return nil }
        self.init(salt: salt, hash: hash)
    }

    var text: String { "\(Self.prefix)\(Self.encode(salt))$\(Self.encode(hash))" }

    private static func encode(_ bytes: [UInt8]) -> String {
        var text = [UInt8](repeating: 0, count: Base64.encodedCount(bytes.count, .standard))
        unsafe bytes.withUnsafeBytes { source in
            unsafe text.withUnsafeMutableBytes { unsafe Base64.encode(source, .standard, into: $0) }
        }
        while text.last == UInt8(ascii: "=") { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
    }

    private static func decode(_ text: Substring) -> [UInt8]? {
        guard text.utf8.count % 4 != 1, !text.contains("=") else { return nil }
        let padded = Array(text.utf8) + Array(repeating: UInt8(ascii: "="), count: (4 - text.utf8.count % 4) % 4)
        return unsafe padded.withUnsafeBytes { source -> [UInt8]? in
            guard let bytes = unsafe Base64.decode(source, .standard) else { return nil }
            return unsafe bytes.withBytes { unsafe Array($0) }
        }
    }
}
