// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// A type whose schema can't be read off the way it is decoded.
package protocol SchemaValue {
    static func schema(in book: SchemaBook) throws -> Schema
    /// Any value.
    static var sample: Self { get }
}

extension String: SchemaValue {
    package static func schema(in book: SchemaBook) -> Schema { .text }
    package static var sample: String { "" }
}

extension Bool: SchemaValue {
    package static func schema(in book: SchemaBook) -> Schema { .boolean }
    package static var sample: Bool { false }
}

extension Int: SchemaValue {
    package static func schema(in book: SchemaBook) -> Schema { .integer }
    package static var sample: Int { 0 }
}

extension Int64: SchemaValue {
    package static func schema(in book: SchemaBook) -> Schema { .integer }
    package static var sample: Int64 { 0 }
}

extension Double: SchemaValue {
    package static func schema(in book: SchemaBook) -> Schema { .number }
    package static var sample: Double { 0 }
}

extension ID: SchemaValue {
    package static func schema(in book: SchemaBook) -> Schema { .uuid }
    package static var sample: ID { ID.make(at: Timestamp(microseconds: 0), random: (0, 0)) }
}

extension JSONValue: SchemaValue {
    package static func schema(in book: SchemaBook) -> Schema { Schema() }
    package static var sample: JSONValue { .null }
}

extension Array: SchemaValue where Element: Decodable {
    package static func schema(in book: SchemaBook) throws -> Schema {
        .list(of: try book.schema(of: Element.self))
    }
    package static var sample: [Element] { [] }
}

extension Dictionary: SchemaValue where Key == String, Value: Decodable {
    package static func schema(in book: SchemaBook) throws -> Schema {
        .map(of: try book.schema(of: Value.self))
    }
    package static var sample: [String: Value] { [:] }
}

extension Page: SchemaValue {
    package static func schema(in book: SchemaBook) throws -> Schema {
        let items = try [Item].schema(in: book)
        let cursor = Schema.text.orNull.noting("Hand it back as `cursor` to get what follows; `null` at the end.")
        return book.component("\(SchemaBook.name(of: Item.self))Page") {
            .object(["items": items, "next_cursor": cursor], required: ["items", "next_cursor"])
        }
    }
    package static var sample: Page<Item> { Page(items: []) }
}
