// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustImport

struct CSVFileTests {
    @Test func everyColumnIsTakenInAnyOrder() throws {
        let file = try read(
            "\u{FEFF}api_key,Name,type,use_case,base_url\r\n"
                + "\"\(Planted.openai)\",\"OpenAI, \"\"main\"\"\",OpenAI,\"two\r\nlines\",http://127.0.0.1:1/v1\r\n\r\n"
                + "\(Planted.anthropic),Claude,anthropic,,", .csv)
        #expect(file.keys.map(\.keyText) == [Planted.openai, Planted.anthropic])
        #expect(file.keys.map(\.name) == [.given("OpenAI, \"main\""), .given("Claude")])
        #expect(file.keys.map(\.type) == [.openai, .anthropic])
        #expect(file.keys.map(\.useCase) == ["two\r\nlines", nil])
        #expect(file.keys.map(\.baseURL) == ["http://127.0.0.1:1", nil])
        #expect(file.keys.map(\.origin.place) == [.line(2), .line(5)])
    }

    @Test func aQuoteOfAKeyIsDoubled() throws {
        let file = try read("name,type,api_key\na,openai,\"sk-\"\"0123456789\"\"\"\n", .csv)
        #expect(file.keys.map(\.keyText) == ["sk-\"0123456789\""])
    }

    @Test(arguments: [
        ("", ImportError.Code.noHeader), ("\n", .noHeader), ("name,type,api_key,extra\n", .unknownColumn),
        ("name,type,api_key,name\n", .repeatedColumn), ("name,type\n", .missingColumn),
        ("name,type,api_key\na,openai,\"sk-0123456789\n", .malformedCSV),
        ("name,type,api_key\na,openai,sk-\"0123456789\n", .malformedCSV),
        ("name,type,api_key\na,openai,\"sk-0123\"456789\n", .malformedCSV),
    ])
    func aTableThatIsNoneIsRefused(text: String, code: ImportError.Code) {
        let error = #expect(throws: ImportError.self) { try read(text, .csv) }
        #expect(error?.code == code)
    }

    @Test(arguments: [
        ("a,cohere,KEY", "unknown_type"), (",openai,KEY", "no_name"), ("a,openai,", "empty"),
        ("a,openai", "field_count"), ("a,openai,KEY,more", "field_count"),
        ("KEY,openai,a", "key_as_text"), ("a, KEY,a", "key_as_text"),
        ("was KEY,openai,0123456789", "key_as_text"),
    ])
    func aRecordThatCannotBeImportedIsSkippedWithItsReason(record: String, code: String) throws {
        let file = try read("name,type,api_key\n" + record.replacing("KEY", with: Planted.openai), .csv)
        #expect(file.keys.isEmpty)
        #expect(file.codes == [code])
    }
}
