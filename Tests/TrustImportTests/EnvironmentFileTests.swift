// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustImport

struct EnvironmentFileTests {
    /// A line, in the ways in which it is found in files; each holds the same key.
    @Test(arguments: [
        "OPENAI_API_KEY=<>", "OPENAI_API_KEY=<>\n", "OPENAI_API_KEY=<>\r\n", "\u{FEFF}OPENAI_API_KEY=<>\n",
        "export OPENAI_API_KEY=<>", "export\t OPENAI_API_KEY=<>", "  OPENAI_API_KEY = <>  \n",
        "OPENAI_API_KEY=\"<>\"", "OPENAI_API_KEY='<>'", "OPENAI_API_KEY=\"<>\" # mine\r\n",
        "OPENAI_API_KEY=<> # mine\n", "OPENAI_API_KEY=\" <> \"\n", "# a comment\n\n\r\nOPENAI_API_KEY=<>",
        "openai_api_key=<>", "A='it''s'\nOPENAI_API_KEY=<>", "A=\"not closed\nOPENAI_API_KEY=<>\n",
        "PEM=\"-----BEGIN\nOPENAI_API_KEY=wrong\n\"\nOPENAI_API_KEY=<>", "A=#\nOPENAI_API_KEY=<>",
        "no assignment\nOPENAI_API_KEY=<>",
    ])
    func aKeyIsFoundHoweverItIsWritten(text: String) throws {
        let file = try read(text.replacing("<>", with: Planted.openai), .env)
        #expect(file.keys.map(\.keyText) == [Planted.openai])
        #expect(file.skipped.isEmpty)
    }

    @Test(arguments: [
        ("sk-a=b=c==0123456789", "sk-a=b=c==0123456789"), ("sk-a#b0123456789", "sk-a#b0123456789"),
        (#""sk-a\"b\\c0123456789""#, #"sk-a"b\c0123456789"#), (#"'sk-a\"b0123456789'"#, #"sk-a\"b0123456789"#),
        (#""sk-a\zb0123456789""#, #"sk-a\zb0123456789"#), (#""sk-a\$b0123456789""#, "sk-a$b0123456789"),
        ("'sk-a$b0123456789'", "sk-a$b0123456789"), (#""sk-0123456789\n""#, "sk-0123456789"),
        ("'sk-a # b'#", nil), ("\"sk-abcdefgh\"tail", nil), ("sk-abcdefgh${TAIL}", nil),
        ("\"sk-$OTHER-abcdefgh\"", nil),
    ])
    func quotesAndEscapesAreRead(written: String, key: String?) throws {
        let file = try read("OPENAI_API_KEY=\(written)\n", .env)
        #expect(file.keys.map(\.keyText) == (key.map { [$0] } ?? []))
        #expect(file.skipped.count == (key == nil ? 1 : 0))
    }

    @Test(arguments: [
        ("OPENAI_API_KEY", "openai"), ("PROD_OPENAI_API_KEY", "prod-openai"), ("OPENAI_API_KEY_2", "openai-2"),
        ("MY_APP_ANTHROPIC_API_KEY_DEV", "my-app-anthropic-dev"), ("ANTHROPIC_API_KEY", "anthropic"),
    ])
    func aVariableNamesItsProvider(variable: String, name: String) throws {
        let file = try read("\(variable)=\(Planted.openai)", .env)
        #expect(file.keys.map(\.name) == [.variable(name)])
        #expect(file.keys.first?.type == (variable.contains("OPENAI") ? .openai : .anthropic))
    }

    @Test(arguments: [
        ("OTHER_KEY=\(Planted.openai)", "unknown_variable"), ("OPENAI_API_KEYS=\(Planted.openai)", "unknown_variable"),
        ("OPENAI_API_KEY=", "empty"), ("OPENAI_API_KEY=''", "empty"), ("OPENAI_API_KEY= # none", "empty"),
        ("OPENAI_API_KEY=short", "not_a_key"), ("OPENAI_API_KEY='two words here'", "not_a_key"),
        ("OPENAI_API_KEY_FILE=/run/secrets/key", "names_file"), ("AZURE_OPENAI_API_KEY=0123456789abcdef", "azure"),
        ("\(Planted.openai)\n", "unreadable"),
        ("OPENAI_API_KEY=\(Planted.openai)\nOPENAI_BASE_URL=ftp://example.org", "base_url"),
        ("OPENAI_API_KEY=\(Planted.openai)\nOPENAI_BASE_URL=http://$HOST", "base_url"),
    ])
    func whatCannotBeImportedIsSkippedWithItsReason(text: String, code: String) throws {
        let file = try read(text, .env)
        #expect(file.keys.isEmpty)
        #expect(file.codes == [code])
    }

    @Test func otherVariablesAreLeftOut() throws {
        let file = try read("PATH=/bin\nDEBUG=1\nEMPTY=\nNAME=\"Ada\"\nexport PATH\nOPENAI_MODEL=gpt-4o\n", .env)
        #expect(file.keys.isEmpty && file.skipped.isEmpty)
    }

    @Test func aBaseURLBelongsToTheKeyWithTheSameWordsAroundIt() throws {
        let file = try read(
            """
            OPENAI_API_KEY=\(Planted.openai)
            PROD_OPENAI_API_KEY=\(Planted.other)
            ANTHROPIC_API_KEY=\(Planted.anthropic)
            OPENAI_BASE_URL=https://api.openai.com/v1/
            PROD_OPENAI_API_BASE="http://127.0.0.1:8090/v1"
            DEV_ANTHROPIC_BASE_URL=https://example.org
            """, .env)
        #expect(file.keys.map(\.baseURL) == [nil, "http://127.0.0.1:8090", nil])
    }

    @Test func theLastOfTwoAssignmentsCounts() throws {
        let file = try read("OPENAI_API_KEY=\(Planted.openai)\n\nOPENAI_API_KEY=\(Planted.other)", .env)
        #expect(file.keys.map(\.keyText) == [Planted.other])
        #expect(file.keys.first?.origin.place == .line(3))
        #expect(file.skipped.map(\.reason) == [.setAgain(line: 3)])
    }

    @Test func linesAreCountedThroughQuotesOfSeveralLines() throws {
        let file = try read("A=\"one\ntwo\"\nOPENAI_API_KEY=\(Planted.openai)", .env)
        #expect(file.keys.map(\.origin.description) == ["file:3"])
    }
}
