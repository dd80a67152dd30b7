// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustImport

struct LiteLLMFileTests {
    private func entry(_ alias: String, _ model: String, _ more: String) -> String {
        "  - model_name: \(alias)\n    litellm_params:\n      model: \(model)\n      \(more)\n"
    }

    @Test(arguments: [
        ("openai/gpt-4o", ProviderType.openai), ("gpt-4o-mini", .openai), ("o3", .openai), ("openai/*", .openai),
        ("anthropic/claude-opus-4", .anthropic), ("claude-sonnet-4-20250514", .anthropic),
        ("azure/gpt-4", nil), ("command-r", nil), ("bedrock/anthropic.claude-3", nil),
    ])
    func theModelSaysWhoseTheKeyIs(model: String, type: ProviderType?) throws {
        let file = try read("model_list:\n" + entry("a", "\"\(model)\"", "api_key: \(Planted.openai)"), .litellm)
        #expect(file.keys.map(\.type) == (type.map { [$0] } ?? []))
        #expect(file.codes == (type == nil ? ["unsupported_model"] : []))
    }

    @Test(arguments: ["KEY", "\"KEY\"", "'KEY'", ">-\n        KEY", "KEY # mine", "KEY\r"])
    func aKeyIsReadHoweverItIsWritten(written: String) throws {
        let text = "model_list:\n" + entry("a", "gpt-4o", "api_key: " + written.replacing("KEY", with: Planted.openai))
        #expect(try read(text, .litellm).keys.map(\.keyText) == [Planted.openai])
    }

    @Test func aKeyOfTheEnvironmentIsLookedUp() throws {
        let text =
            "model_list:\n" + entry("a", "gpt-4o", "api_key: os.environ/PROD_OPENAI_API_KEY")
            + entry("b", "gpt-4o", "api_key: os.environ/INNER") + entry("c", "gpt-4o", "api_key: os.environ/NOT_SET")
            + entry("d", "gpt-4o", "rpm: 3")
            + "environment_variables:\n  INNER: \(Planted.other)\n"
        let file = try read(text, .litellm, environment: ["PROD_OPENAI_API_KEY": Planted.openai])
        #expect(file.keys.map(\.keyText) == [Planted.openai, Planted.other])
        #expect(file.keys.map(\.name) == [.variable("prod-openai"), .alias("b")])
        #expect(file.keys.map(\.origin.isInFile) == [false, true])
        #expect(file.skipped.map(\.reason) == [.variableNotSet("NOT_SET"), .noKey])
        #expect(file.skipped.allSatisfy { !$0.mayHoldKey })
    }

    @Test func baseURLsAndMergedDefaultsAreRead() throws {
        let text = """
            defaults: &d
              api_key: \(Planted.openai)
              api_base: http://127.0.0.1:8090/v1
            model_list:
              - {model_name: a, litellm_params: {<<: *d, model: gpt-4o}}
              - {model_name: b, litellm_params: {model: gpt-4o, api_key: \(Planted.other), api_base: os.environ/BASE}}
            """
        let file = try read(text, .litellm, environment: ["BASE": "https://example.org"])
        #expect(file.keys.map(\.baseURL) == ["http://127.0.0.1:8090", "https://example.org"])
        #expect(file.skipped.isEmpty)
    }

    @Test(arguments: [("task-model", "task-model"), ("sk-short", nil), ("was \(Planted.other)", nil)])
    func anAliasNamesItsProviderUnlessItMayBeAKey(alias: String, name: String?) throws {
        let text = "model_list:\n" + entry("\"\(alias)\"", "gpt-4o", "api_key: \(Planted.openai)")
        #expect(try read(text, .litellm).keys.map(\.name) == [.alias(name ?? "openai")])
    }

    @Test func keysElsewhereAreSeen() throws {
        let text =
            "model_list:\n" + entry("a", "gpt-4o", "api_key: \(Planted.openai)")
            + "general_settings:\n  master_key: \(Planted.other)\n"
        let file = try read(text, .litellm)
        #expect(file.codes == ["unknown_place"])
        #expect(file.skipped.map(\.origin.description) == ["file: general_settings.master_key"])
    }

    @Test(arguments: [
        ("model_list: [\n", ImportError.Code.malformedYAML), ("a: 1\na: 2\n", .malformedYAML), ("", .noModelList),
        ("models: []\n", .noModelList), ("model_list: 7\n", .noModelList), ("- model_list\n", .noModelList),
    ])
    func whatIsNoConfigurationIsRefused(text: String, code: ImportError.Code) {
        let error = #expect(throws: ImportError.self) { try read(text, .litellm) }
        #expect(error?.code == code)
    }

    /// Each line repeats the one before it ten times: a thousand million values in a few hundred bytes.
    @Test(.timeLimit(.minutes(1))) func aliasesThatMultiplyAreRefused() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<9 {
            let alias = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\(Array(repeating: alias, count: 10).joined(separator: ", "))]\n"
        }
        let error = #expect(throws: ImportError.self) { try read(text + "model_list: []\n", .litellm) }
        #expect(error?.code == .tooComplex)
    }
}
