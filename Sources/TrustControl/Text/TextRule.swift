// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// What a field of text may hold. Lengths are counted in Unicode scalars, as the database counts them.
struct TextRule: Sendable {
    let field: String
    let length: ClosedRange<Int>
    /// Whether line breaks and tabs may occur.
    let isMultiline: Bool

    init(_ field: String, _ length: ClosedRange<Int>, isMultiline: Bool = false) {
        self.field = field
        self.length = length
        self.isMultiline = isMultiline
    }

    /// The text without white space around it.
    /// - Throws: `INVALID_REQUEST` naming the field.
    func check(_ text: String) throws(ControlError) -> String {
        let text = isMultiline ? text : Self.trim(text)
        let count = text.unicodeScalars.count
        guard count >= length.lowerBound else {
            throw .invalid(
                field,
                length.lowerBound == 1
                    ? "This must not be empty." : "This is too short: at least \(length.lowerBound) characters.")
        }
        guard count <= length.upperBound else {
            throw .invalid(field, "This is too long: at most \(length.upperBound) characters.")
        }
        guard text.unicodeScalars.allSatisfy(isAllowed) else {
            throw .invalid(field, "This has characters that can't be printed.")
        }
        return text
    }

    private func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if isMultiline, scalar == "\n" || scalar == "\r" || scalar == "\t" { return true }
        // Format characters turn text around or hide it; long texts need them, and a joiner makes one emoji of several.
        if scalar.properties.generalCategory == .format { return isMultiline || scalar == "\u{200D}" }
        return scalar.isPrintable
    }

    private static func trim(_ text: String) -> String {
        var rest = text.unicodeScalars[...]
        while let first = rest.first, first.properties.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
        return String(String.UnicodeScalarView(rest))
    }
}

/// The part of a URL that names an agent type or its endpoint: `[a-z0-9-]{1,63}`.
enum Slug {
    static func check(_ text: String, field: String) throws(ControlError) -> String {
        let isSlug = Bounds.slug.contains(text.utf8.count) && text.utf8.allSatisfy(isSlugByte)
        guard isSlug else {
            throw .invalid(field, "This takes 1 to 63 lower-case letters, digits and hyphens.")
        }
        return text
    }

    /// A slug out of a name; empty where the name has nothing that a slug may have.
    static func make(from name: String) -> String {
        var slug = ""
        for byte in name.lowercased().utf8 {
            if isSlugByte(byte), byte != UInt8(ascii: "-") {
                slug.unicodeScalars.append(Unicode.Scalar(byte))
            } else if !slug.isEmpty, !slug.hasSuffix("-") {
                slug += "-"
            }
        }
        slug = String(slug.prefix(Bounds.slug.upperBound))
        while slug.hasSuffix("-") { slug.removeLast() }
        return slug
    }

    private static func isSlugByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-")
    }
}
