// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

@testable import TrustWeb

@Suite struct FormDecoderTests {
    private let shape = FormShape(["name", "note"], secrets: ["api_key"])

    private func decode(_ text: String) throws -> Form {
        var bytes = Array(text.utf8)
        return try bytes.withUnsafeMutableBytes { try FormDecoder.decode($0, as: shape) }
    }

    @Test(arguments: [
        ("name=Ada", "Ada"), ("name=+Ada++Lovelace+", "Ada  Lovelace"), ("name=%41da%20%C3%A9", "Ada é"),
        ("name=a%26b%3Dc", "a&b=c"), ("name=", ""), ("name=a=b", "a=b"),
    ])
    func valuesAreUnescapedAndTrimmed(body: String, expected: String) throws {
        #expect(try decode(body).text("name") == expected)
    }

    @Test(arguments: ["name", "name=a&&note=b", "&name=a", "name=%4", "name=%", "name=%zz", "name=%C3", "name=a%00b"])
    func whatIsNotAFormIsRefused(body: String) {
        #expect(throws: FormError.malformed) { try decode(body) }
    }

    @Test func anUnknownFieldIsRefused() {
        #expect(throws: FormError.unknownField) { try decode("name=a&role=owner") }
    }

    @Test(arguments: ["name=a&name=b", "api_key=a&api_key=b", "name=a&n%61me=b"])
    func aFieldThatComesTwiceIsRefused(body: String) {
        #expect(throws: FormError.self) { try decode(body) }
    }

    @Test func aSecretIsTakenOnceTrimmedAndNeverAValue() throws {
        var form = try decode("name=a&api_key=%20sk-a%2Bb+%0A")
        #expect(form.text("api_key").isEmpty)
        let secret = form.takeSecret("api_key", trimming: true)
        #expect(secret.withBytes { Array($0) } == Array("sk-a+b".utf8))
        let again = form.takeSecret("api_key")
        #expect(again.count == 0)
    }

    @Test func aSecretOfSpacesIsEmpty() throws {
        var form = try decode("api_key=++")
        let secret = form.takeSecret("api_key", trimming: true)
        #expect(secret.count == 0)
    }

    @Test(arguments: ["name=a&api_key=sk-planted-secret", "api_key=sk-planted-secret&unknown=1"])
    func theBodyIsOverwrittenWhateverTheOutcome(body: String) {
        var bytes = Array(body.utf8)
        bytes.withUnsafeMutableBytes { _ = try? FormDecoder.decode($0, as: shape) }
        #expect(bytes.allSatisfy { $0 == 0 })
    }

    @Test func aMissingFieldIsEmptyAndABoxIsTickedByYesOnly() throws {
        let form = try decode("note=yes")
        #expect(form.text("name").isEmpty)
        #expect(form.optional("name") == nil)
        #expect(form.isTicked("note"))
        #expect(try !decode("note=on").isTicked("note"))
    }

    @Test func lineEndsOfTextsAreNewlines() throws {
        #expect(try decode("note=a%0D%0Ab").raw("note") == "a\nb")
    }
}
