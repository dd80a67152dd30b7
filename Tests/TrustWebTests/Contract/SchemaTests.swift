// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustAPI
import TrustCore

@Suite
struct SchemaTests {
    private enum Colour: String, Codable, CaseIterable { case red, green }

    private struct Inner: Codable, Sendable {
        var count: Int64
    }

    private struct Answer: Codable, Sendable, Annotated {
        var id: ProviderID
        var colour: Colour?
        var inner: [Inner]
        var labels: [String: String]
        var createdAt: String

        enum CodingKeys: String, CodingKey {
            case id, colour, inner, labels
            case createdAt = "created_at"
        }
        static var notes: [CodingKeys: Note] { [.colour: "How it looks."] }
    }

    private struct Asked: RequestBody, Annotated {
        var name: String
        var colour: Colour?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case name, colour
        }
        static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) + secretFields }
        static var secretFields: [String] { ["key"] }
        static var notes: [CodingKeys: Note] { [.name: .text(1...5)] }
    }

    @Test func anAnswersSchemaIsReadOffItsType() throws {
        let book = SchemaBook()
        #expect(try book.schema(of: Answer.self) == .reference("Answer"))
        let schema = try #require(book.components["Answer"]?.json)
        #expect(schema["required"] == ["created_at", "id", "inner", "labels"])
        #expect(schema["additionalProperties"] == nil)
        #expect(schema["properties"]?["id"] == ["type": "string", "format": "uuid"])
        #expect(schema["properties"]?["created_at"] == ["type": "string", "format": "date-time"])
        #expect(
            schema["properties"]?["colour"]
                == ["type": "string", "enum": ["red", "green"], "description": "How it looks."])
        #expect(schema["properties"]?["inner"]?["items"] == ["$ref": "#/components/schemas/Inner"])
        #expect(schema["properties"]?["labels"]?["additionalProperties"] == ["type": "string"])
        #expect(book.components["Inner"] != nil)
    }

    @Test func aRequestIsClosedAndTakesNullWhereItTakesNothing() throws {
        let book = SchemaBook()
        _ = try book.schema(of: Asked.self)
        let schema = try #require(book.components["Asked"]?.json)
        #expect(schema["additionalProperties"] == false)
        #expect(schema["required"] == ["key", "name"])
        #expect(schema["properties"]?["name"] == ["type": "string", "minLength": 1, "maxLength": 5])
        #expect(schema["properties"]?["colour"] == ["type": ["string", "null"], "enum": ["red", "green", .null]])
        #expect(schema["properties"]?["key"]?["writeOnly"] == true)
    }

    @Test func aListIsNamedAfterWhatIsInIt() throws {
        let book = SchemaBook()
        #expect(try book.schema(of: Page<Inner>.self) == .reference("InnerPage"))
        #expect(book.components["InnerPage"]?.json["required"] == ["items", "next_cursor"])
        let empty = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(Page<Inner>.sample))
        #expect(empty == ["items": [], "next_cursor": .null])
    }
}
