// SPDX-License-Identifier: Apache-2.0
import CTrust
import TrustCore

/// A reply's members, read where they lie: a plaintext goes from there into a zeroing buffer and is overwritten.
///
/// Nothing of a reply is believed: unknown members are let be, a member that comes twice makes the reply useless.
struct KMSReply: ~Copyable {
    private(set) var keyID: String?
    private(set) var sourceKeyID: String?
    private(set) var keyState: String?
    private(set) var keyUsage: String?
    private(set) var keySpec: String?
    private(set) var arn: String?
    private(set) var ciphertext: [UInt8]?
    private(set) var plaintext: SecretBytes?

    /// `nil` where the bytes are no JSON object, or a member is not what it ought to be. They are overwritten with zeroes.
    init?(consuming body: inout [UInt8]) {
        defer {
            unsafe body.withUnsafeMutableBytes { bytes in
                if let start = bytes.baseAddress { unsafe trust_zero(start, bytes.count) }
            }
        }
        do {
            try unsafe body.withUnsafeBytes { bytes in try unsafe read(bytes, isMetadata: false) }
        } catch {
            return nil
        }
    }

    private struct Useless: Error {}

    private mutating func read(_ bytes: UnsafeRawBufferPointer, isMetadata: Bool) throws {
        var scanner = unsafe JSONScanner(bytes, maximumDepth: 16)
        var seen: Set<String> = []
        guard try scanner.openObject() else { return try scanner.finish() }
        repeat {
            let key = try scanner.key()
            let name = unsafe String(decoding: bytes[key], as: UTF8.self)
            let value = try scanner.skipValue()
            guard seen.insert(name).inserted else { throw Useless() }
            let part = unsafe UnsafeRawBufferPointer(rebasing: bytes[value])
            // Peers write out what they do not know.
            if unsafe part.elementsEqual("null".utf8) { continue }
            switch (name, isMetadata) {
            case ("KeyMetadata", false): try unsafe read(part, isMetadata: true)
            case ("KeyId", false): keyID = try unsafe Self.text(part)
            case ("SourceKeyId", false): sourceKeyID = try unsafe Self.text(part)
            case ("Arn", true): arn = try unsafe Self.text(part)
            case ("KeyState", true): keyState = try unsafe Self.text(part)
            case ("KeyUsage", true): keyUsage = try unsafe Self.text(part)
            case ("KeySpec", true): keySpec = try unsafe Self.text(part)
            case ("CiphertextBlob", false):
                ciphertext = unsafe try Self.blob(part).withBytes { unsafe Array($0) }
            case ("Plaintext", false): plaintext = try unsafe Self.blob(part)
            default: break
            }
        } while try scanner.nextMember()
        try scanner.finish()
    }

    /// The plaintext, for its one owner.
    consuming func takePlaintext() -> SecretBytes? { plaintext }

    /// Names and ARNs: printable, without escapes.
    private static func text(_ part: UnsafeRawBufferPointer) throws -> String {
        guard part.count >= 2, part.count <= 2050, unsafe part[0] == UInt8(ascii: "\"") else { throw Useless() }
        let inner = unsafe UnsafeRawBufferPointer(rebasing: part[1..<(part.count - 1)])
        guard unsafe inner.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }) else { throw Useless() }
        return unsafe String(decoding: inner, as: UTF8.self)
    }

    /// Base64; the one escape that may stand in it is that of a slash.
    private static func blob(_ part: UnsafeRawBufferPointer) throws -> SecretBytes {
        guard part.count >= 2, unsafe part[0] == UInt8(ascii: "\"") else { throw Useless() }
        let plain = unsafe SecretBytes(capacity: part.count) { buffer in
            var (written, index) = (0, 1)
            while index < part.count - 1 {
                if unsafe part[index] == UInt8(ascii: "\\"), unsafe part[index + 1] == UInt8(ascii: "/") { index += 1 }
                unsafe buffer[written] = part[index]
                written += 1
                index += 1
            }
            return written
        }
        guard let decoded = unsafe plain.withBytes({ unsafe Base64.decode($0, .standard) }) else { throw Useless() }
        return decoded
    }
}
