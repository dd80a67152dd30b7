// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Schemas of Codable types, read off the types' own decoders, so that what is said is what is taken.
///
/// A type with fields becomes a component under its own name, and is referred to. Fields that are decoded "if present"
/// are optional. Requests are closed and their optional fields may be `null`; answers leave out what is not there.
package final class SchemaBook {
    /// The schemas that are referred to, by name.
    package private(set) var components: [String: Schema] = [:]

    package init() {}

    /// - Throws: what the type's decoder throws, where it takes no sample values: it needs to be a `SchemaValue`.
    package func schema<Value: Decodable>(of type: Value.Type) throws -> Schema {
        try read(type).schema
    }

    /// The component of a name, made if there is none yet.
    package func component(_ name: String, _ make: () throws -> Schema) rethrows -> Schema {
        if components[name] == nil {
            // What refers to itself finds its name already there.
            components[name] = Schema()
            components[name] = try make()
        }
        return .reference(name)
    }

    /// How a type is called in the document.
    static func name<Value>(of type: Value.Type) -> String { String(describing: type).filter { $0 != "." } }

    /// The schema of a type and a value of it, which decoders ask for.
    func read<Value: Decodable>(_ type: Value.Type) throws -> (schema: Schema, sample: Value) {
        if let type = type as? any SchemaValue.Type, let sample = type.sample as? Value {
            return (try type.schema(in: self), sample)
        }
        if let type = type as? any CaseIterable.Type, let (words, sample) = Self.words(of: type),
            let sample = sample as? Value
        {
            return (.words(words), sample)
        }
        let record = SchemaRecord(book: self)
        let sample = try type.init(from: record)
        if let value = record.value { return (value, sample) }
        let schema = component(Self.name(of: type)) { Self.object(type, record) }
        return (schema, sample)
    }

    private static func words<Word: CaseIterable>(of type: Word.Type) -> ([String], Word)? {
        let words = type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        guard words.count == type.allCases.count, let first = type.allCases.first else { return nil }
        return (words, first)
    }

    private static func object<Value>(_ type: Value.Type, _ record: SchemaRecord) -> Schema {
        let body = type as? any RequestBody.Type
        let notes = (type as? any Annotated.Type)?.namedNotes ?? [:]
        var properties: [String: Schema] = [:]
        var optional = record.optional
        for (name, field) in record.fields {
            // Times are texts in Swift: their names tell them.
            let isMoment = field == .text && (name.hasSuffix("_at") || name == "timestamp")
            properties[name] = (isMoment ? .moment : field).noting(notes[name] ?? Note())
            let takesNull = body != nil && optional.contains(name)
            if takesNull || notes[name]?.isNullable == true { properties[name] = properties[name]?.orNull }
            if notes[name]?.isAlwaysThere == true { optional.remove(name) }
        }
        for name in body?.secretFields ?? [] {
            properties[name] = Schema(["type": "string", "format": "password", "writeOnly": true, "minLength": 1])
        }
        return .object(
            properties, required: Set(properties.keys).subtracting(optional), isClosed: body != nil)
    }
}
