// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore

struct JSONValueTests {
    private func roundTrip(_ value: JSONValue) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
    }

    @Test(
        arguments: [
            .null, .bool(true), .bool(false), .integer(0), .integer(1), .integer(.max), .integer(.min), .number(0.5),
            .number(-1.25e-7), .string(""), .string("é🔑\u{0}\"\\\n"), .array([]), .object([:]),
            .array([.null, .integer(1), .string("x"), .array([.bool(false)])]),
            .object(["a": .object(["b": .array([.number(1.5)])]), "": .null]),
        ] as [JSONValue])
    func valuesComeBack(value: JSONValue) throws {
        #expect(try roundTrip(value) == value)
    }

    @Test func numbersAndTruthValuesAreToldApart() throws {
        let decoded = try JSONDecoder().decode(JSONValue.self, from: Data("[1,true,1.5,0,false,null]".utf8))
        #expect(decoded == .array([.integer(1), .bool(true), .number(1.5), .integer(0), .bool(false), .null]))
    }

    @Test(arguments: ["", "{", "{\"a\":}", "nul", "01"])
    func whatIsNotJSONIsRefused(text: String) {
        #expect(throws: (any Error).self) { try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) }
    }

    @Test func literalsMakeValues() {
        let value: [String: JSONValue] = ["field": "api_key", "count": 3, "open": true]
        #expect(value == ["field": .string("api_key"), "count": .integer(3), "open": .bool(true)])
    }
}
