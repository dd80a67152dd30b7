// SPDX-License-Identifier: Apache-2.0

/// A decoder that has no data: it writes down which fields a type asks for, and answers with samples.
final class SchemaRecord: Decoder {
    let book: SchemaBook
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    /// Fields by name.
    var fields: [String: Schema] = [:]
    /// Those that may be missing.
    var optional: Set<String> = []
    /// What a type is that has no fields but one value.
    var value: Schema?

    init(book: SchemaBook) { self.book = book }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Fields<Key>(record: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw unreadable(codingPath) }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { SingleValue(record: self) }

    private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let record: SchemaRecord
        var codingPath: [any CodingKey] { record.codingPath }
        var allKeys: [Key] { [] }

        func contains(_ key: Key) -> Bool { true }

        // Whoever asks can do without the field.
        func decodeNil(forKey key: Key) -> Bool {
            record.optional.insert(key.stringValue)
            return false
        }

        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
            let (schema, sample) = try record.book.read(type)
            record.fields[key.stringValue] = schema
            return sample
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> { throw unreadable([key]) }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw unreadable([key]) }

        func superDecoder() throws -> any Decoder { throw unreadable(codingPath) }

        func superDecoder(forKey key: Key) throws -> any Decoder { throw unreadable([key]) }
    }

    private struct SingleValue: SingleValueDecodingContainer {
        let record: SchemaRecord
        var codingPath: [any CodingKey] { record.codingPath }

        func decodeNil() -> Bool { false }

        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            let (schema, sample) = try record.book.read(type)
            record.value = schema
            return sample
        }
    }
}

private func unreadable(_ path: [any CodingKey]) -> DecodingError {
    .dataCorrupted(
        .init(codingPath: path, debugDescription: "A type that decodes itself in this way must be a SchemaValue."))
}
