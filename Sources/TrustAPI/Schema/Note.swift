// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What is to be said about a field beyond its type.
package struct Note: Sendable, Hashable, ExpressibleByStringLiteral {
    var keywords: [String: JSONValue] = [:]
    /// Whether `null` stands for no value, where an answer does not leave the field out.
    private(set) var isNullable = false
    /// Whether the field is never left out, though there may be no value.
    private(set) var isAlwaysThere = false

    /// A sentence about it.
    package init(stringLiteral sentence: String) { keywords["description"] = .string(sentence) }

    init() {}

    /// A sentence about it.
    package init(_ sentence: String) { keywords["description"] = .string(sentence) }

    private init(_ keywords: [String: JSONValue], _ sentence: String?) {
        self.keywords = keywords
        if let sentence { self.keywords["description"] = .string(sentence) }
    }

    /// Lengths in Unicode characters.
    package static func text(_ length: ClosedRange<Int>, _ sentence: String? = nil) -> Note {
        Note(
            ["minLength": .integer(Int64(length.lowerBound)), "maxLength": .integer(Int64(length.upperBound))], sentence
        )
    }

    package static func integer(_ range: ClosedRange<Int64>, _ sentence: String? = nil) -> Note {
        Note(["minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)], sentence)
    }

    package static func number(_ range: ClosedRange<Double>, _ sentence: String? = nil) -> Note {
        Note(["minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)], sentence)
    }

    /// A list of at most so many things.
    package static func list(atMost count: Int, _ sentence: String? = nil) -> Note {
        Note(["maxItems": .integer(Int64(count))], sentence)
    }

    /// A text with one of these values.
    package static func words<Word: CaseIterable & RawRepresentable<String>>(
        _ words: Word.Type, _ sentence: String? = nil
    ) -> Note {
        Note(["enum": .array(words.allCases.map { .string($0.rawValue) })], sentence)
    }

    /// A text that a regular expression describes.
    package static func pattern(_ pattern: String, _ sentence: String? = nil) -> Note {
        Note(["pattern": .string(pattern)], sentence)
    }

    /// A text in one of JSON Schema's formats, such as `email` and `uri`.
    package static func format(_ format: String, _ sentence: String? = nil) -> Note {
        Note(["format": .string(format)], sentence)
    }

    /// The same of a field whose value may be `null`.
    package var orNull: Note {
        var note = self
        note.isNullable = true
        return note
    }

    /// The same of a field that an answer never leaves out: `null` stands for no value.
    package var alwaysThere: Note {
        var note = orNull
        note.isAlwaysThere = true
        return note
    }

    /// The same in a sentence.
    package func saying(_ sentence: String) -> Note {
        var note = self
        note.keywords["description"] = .string(sentence)
        return note
    }

    /// The same with a value to show.
    package func example(_ value: JSONValue) -> Note {
        var note = self
        note.keywords["examples"] = [value]
        return note
    }
}

/// A type that says more about its fields than their types do.
package protocol Annotated {
    associatedtype CodingKeys: CodingKey & Hashable
    static var notes: [CodingKeys: Note] { get }
}

extension Annotated {
    static var namedNotes: [String: Note] {
        Dictionary(notes.map { ($0.key.stringValue, $0.value) }, uniquingKeysWith: { $1 })
    }
}
