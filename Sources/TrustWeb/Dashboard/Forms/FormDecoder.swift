// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Why a form was refused. Says which field, never what was in it.
enum FormError: Error, Equatable {
    /// Not `application/x-www-form-urlencoded`, or not UTF-8.
    case malformed
    case unknownField
    case duplicateField(String)
    case missingField(String)
}

/// What a form may carry: anything else is refused.
struct FormShape {
    var fields: Set<String>
    /// Fields whose values become `SecretBytes` and never a `String`.
    var secrets: Set<String>

    init(_ fields: Set<String>, secrets: Set<String> = []) {
        self.fields = fields
        self.secrets = secrets
    }
}

/// A decoded form. Secrets are taken out once.
struct Form: Sendable {
    private let values: [String: String]
    private var secrets: [String: SharedSecret]

    init(values: [String: String], secrets: [String: SharedSecret]) {
        self.values = values
        self.secrets = secrets
    }

    /// The trimmed value; empty where the field is missing.
    func text(_ field: String) -> String { trimmed(values[field] ?? "") }

    /// The value as it came, for texts in which spaces at the ends may mean something; line ends are `\n`.
    func raw(_ field: String) -> String { (values[field] ?? "").replacing("\r\n", with: "\n") }

    /// The trimmed value, or `nil` where it is missing or empty.
    func optional(_ field: String) -> String? {
        let value = text(field)
        return value.isEmpty ? nil : value
    }

    /// Whether a checkbox was ticked.
    func isTicked(_ field: String) -> Bool { values[field] == "yes" }

    /// A secret, without spaces at its ends where `trimming`; empty where it is missing.
    mutating func takeSecret(_ field: String, trimming: Bool = false) -> SecretBytes {
        guard let secret = secrets.removeValue(forKey: field) else { return SecretBytes(copying: []) }
        return secret.withBytes { bytes in
            guard trimming else { return SecretBytes(copying: bytes) }
            func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
            let start = bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex
            let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start
            return SecretBytes(copying: bytes[start..<end])
        }
    }

    private func trimmed(_ value: String) -> String {
        guard let start = value.firstIndex(where: { !$0.isWhitespace }),
            let end = value.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(value[start...end])
    }
}

/// Reads `application/x-www-form-urlencoded` strictly, and overwrites what it has read.
enum FormDecoder {
    /// Decodes a body and zeroes it, whatever the outcome: secrets go straight from it into `SecretBytes`.
    /// - Throws: `FormError`.
    static func decode(_ body: UnsafeMutableRawBufferPointer, as shape: FormShape) throws(FormError) -> Form {
        defer { body.initializeMemory(as: UInt8.self, repeating: 0) }
        var values: [String: String] = [:]
        var secrets: [String: SharedSecret] = [:]
        var position = body.startIndex
        while position < body.endIndex {
            let end = body[position...].firstIndex(of: UInt8(ascii: "&")) ?? body.endIndex
            defer { position = end + 1 }
            guard end > position else { throw .malformed }
            let pair = body[position..<end]
            guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { throw .malformed }
            let name = try text(UnsafeRawBufferPointer(rebasing: pair[..<equals]))
            let value = UnsafeRawBufferPointer(rebasing: pair[(equals + 1)...])
            guard values[name] == nil, secrets[name] == nil else { throw .duplicateField(name) }
            if shape.secrets.contains(name) {
                secrets[name] = SharedSecret(try bytes(value))
            } else if shape.fields.contains(name) {
                values[name] = try text(value)
            } else {
                throw .unknownField
            }
        }
        return Form(values: values, secrets: secrets)
    }

    private static func text(_ encoded: UnsafeRawBufferPointer) throws(FormError) -> String {
        let decoded = try bytes(encoded)
        let text: String? = decoded.withBytes { String(validating: $0, as: UTF8.self) }
        guard let text, !text.unicodeScalars.contains("\0") else { throw .malformed }
        return text
    }

    /// Undoes `+` and `%XX`.
    private static func bytes(_ encoded: UnsafeRawBufferPointer) throws(FormError) -> SecretBytes {
        try SecretBytes(capacity: encoded.count) { (buffer: UnsafeMutableRawBufferPointer) throws(FormError) -> Int in
            var count = 0
            var index = encoded.startIndex
            while index < encoded.endIndex {
                switch encoded[index] {
                case UInt8(ascii: "%"):
                    guard index + 2 < encoded.endIndex, let high = nibble(encoded[index + 1]),
                        let low = nibble(encoded[index + 2])
                    else { throw .malformed }
                    buffer[count] = high << 4 | low
                    index += 3
                case UInt8(ascii: "+"):
                    buffer[count] = 0x20
                    index += 1
                case let byte:
                    buffer[count] = byte
                    index += 1
                }
                count += 1
            }
            return count
        }
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
