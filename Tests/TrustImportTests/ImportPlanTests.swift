// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustImport

struct ImportPlanTests {
    private func plan(_ files: KeyFile..., taken: [String] = []) -> ImportPlan { ImportPlan(files, takenNames: taken) }

    @Test func aKeyInSeveralPlacesIsOneProvider() throws {
        let env = try read("OPENAI_API_KEY=\(Planted.openai)\nPROD_OPENAI_API_KEY=\(Planted.openai)\n", name: ".env")
        let yaml = try read(
            """
            model_list:
              - {model_name: fast, litellm_params: {model: gpt-4o-mini, api_key: \(Planted.openai)}}
              - {model_name: good, litellm_params: {model: gpt-4o, api_key: \(Planted.other)}}
              - {model_name: best, litellm_params: {model: gpt-5, api_key: \(Planted.other)}}
              - {model_name: near, litellm_params: {model: gpt-5, api_key: \(Planted.other), api_base: "http://[::1]:1"}}
            """, name: "config.yaml")
        let plan = plan(env, yaml)
        #expect(plan.providers.map(\.keyText) == [Planted.openai, Planted.other, Planted.other])
        #expect(plan.providers.map(\.name) == ["openai", "openai-2", "near"])
        #expect(plan.providers.map(\.origins.count) == [3, 2, 1])
        #expect(plan.providers.map(\.shownKey) == ["…AB12", "…CD34", "…CD34"])
    }

    @Test(arguments: [
        ([], ["openai", "openai-2", "gpt-4"]), (["OpenAI"], ["openai-2", "openai-3", "gpt-4"]),
        (["openai", "openai-2", "gpt-4"], ["openai-3", "openai-4", "gpt-4-2"]),
    ])
    func namesAreUniqueAlsoAgainstTheServers(taken: [String], names: [String]) throws {
        let env = try read("OPENAI_API_KEY=\(Planted.openai)\nOPENAI_API_KEY_2=\(Planted.other)", name: "a.env")
        let yaml = try read(
            "model_list: [{model_name: gpt-4, litellm_params: {model: gpt-4, api_key: sk-third-0123456789}}]",
            name: "a.yml")
        #expect(plan(env, yaml, taken: taken).providers.map(\.name) == names)
    }

    @Test func namesThatWereGivenStayApart() throws {
        let table = "name,type,api_key\nMain,openai,KEY\nSpare,openai,KEY\nMain,openai,KEY\n"
        let file = try read(table.replacing("KEY", with: Planted.openai), name: "keys.csv")
        #expect(plan(file).providers.map(\.name) == ["Main", "Spare"])
        #expect(plan(file, taken: ["main"]).providers.map(\.name) == ["Main-2", "Spare"])
    }

    @Test func aFileIsStoredWhenAllItsKeysAre() throws {
        let both = try read("OPENAI_API_KEY=\(Planted.openai)\nANTHROPIC_API_KEY=\(Planted.anthropic)", name: "a.env")
        let one = try read("OPENAI_API_KEY=\(Planted.openai)\n", name: "b.env")
        let more = try read("OPENAI_API_KEY=\(Planted.openai)\nOTHER=\(Planted.other)\n", name: "c.env")
        let none = try read("DEBUG=1\n", name: "d.env")
        let reference = try read(
            "model_list: [{model_name: a, litellm_params: {model: gpt-4, api_key: os.environ/K}}]", name: "e.yaml",
            environment: ["K": Planted.openai])
        let plan = plan(both, one, more, none, reference, one)
        #expect(plan.providers.count == 2)
        #expect(plan.filesStored(made: [0, 1]) == ["a.env", "b.env"])
        #expect(plan.filesStored(made: [0]) == ["b.env"])
        #expect(plan.filesStored(made: [1]) == [])
        #expect(plan.filesStored(made: []) == [])
    }

    @Test(arguments: [
        "OPENAI_API_KEY=<> # before: <other>\n", "# OPENAI_API_KEY=<other>\r\nOPENAI_API_KEY=<>\n",
        "model_list: [{model_name: a, litellm_params: {model: gpt-4, api_key: <>}}] # <other>",
    ])
    func aFileWithAKeyThatIsNotReadIsKept(text: String) throws {
        let text = text.replacing("<>", with: Planted.openai)
        let file = try read(text.replacing("<other>", with: Planted.other))
        #expect(file.keys.map(\.keyText) == [Planted.openai])
        #expect(file.codes == ["unread_place"])
        #expect(plan(file).filesStored(made: [0]) == [])
        let without = try read(text.replacing("<other>", with: "sk-none"))
        #expect(without.skipped.isEmpty && plan(without).filesStored(made: [0]) == ["file"])
    }

    @Test(arguments: [
        (".env", "A=1", ImportFormat.env), (".env.production", "A=1", .env), ("prod.env", "A=1", .env),
        ("config", "# mine\n\nexport OPENAI_API_KEY=\(Planted.openai)", .env), ("keys", "name,type,api_key\n", .csv),
        ("config", "litellm_settings:\n  a: 1\nmodel_list: []\n", .litellm),
    ])
    func theFormatIsGuessed(name: String, content: String, format: ImportFormat) throws {
        let guessed = try read(content, name: name)
        let said = try read(content, format, name: name)
        #expect(guessed.keys.count == said.keys.count && guessed.codes == said.codes)
    }

    @Test func whatIsNoneOfThemIsRefused() {
        #expect(throws: ImportError.self) { try read("hello\n", name: "notes") }
        #expect(throws: ImportError.self) { try read("", name: "notes") }
        #expect(throws: ImportError.self) { try read("OPENAI_API_KEY=a\0b", name: ".env") }
    }

    /// A file may end anywhere: it is read or refused, and never read beyond its end.
    @Test(arguments: [
        (
            "export A=\"x\\n\\\"\" # c\r\nexport OPENAI_API_KEY='\(Planted.openai)'\r\nOPENAI_BASE_URL=\n",
            ImportFormat.env
        ),
        ("name,type,api_key,base_url\r\n\"a \"\"b\"\"\",openai,\"\(Planted.openai)\",\r\n\r\n", .csv),
        (
            "model_list:\n- {model_name: \"a\", litellm_params: {model: gpt-4, api_key: '\(Planted.openai)'}}\n",
            .litellm
        ),
    ])
    func everyBeginningOfAFileIsReadOrRefused(text: String, format: ImportFormat) throws {
        let bytes = Array(text.utf8)
        for count in bytes.indices {
            let read = try? KeyFile(SecretBytes(copying: bytes[..<count]), name: "file", format: format)
            #expect(read?.keys.count ?? 0 <= 1)
        }
        #expect(try KeyFile(SecretBytes(copying: bytes), name: "file", format: format).keys.count == 1)
    }

    /// Whatever is printed of what was read, or of an error, holds no key, and not most of one.
    @Test func noKeyIsInAnyDescription() throws {
        let lists = [
            "OPENAI_API_KEY=\(Planted.openai)\nOTHER=\(Planted.other)\n\(Planted.anthropic)\n"
                + "OPENAI_API_KEY_2=a \(Planted.other)",
            "name,type,api_key\na,openai,\(Planted.openai)\n\(Planted.other),openai,x\nb,\(Planted.anthropic),x",
            "model_list:\n - {model_name: \(Planted.other), litellm_params: {model: gpt-4, api_key: \(Planted.openai)}}\n"
                + " - {model_name: a, litellm_params: {model: \(Planted.other), api_key: os.environ/\(Planted.anthropic)}}\n"
                + " - {model_name: a, litellm_params: {model: gpt-4, api_key: os.environ/\(Planted.anthropic)}}\n"
                + "more: {\(Planted.other): \(Planted.anthropic)}\n",
        ]
        for (text, format) in zip(lists, [ImportFormat.env, .csv, .litellm]) {
            let file = try read(text, format)
            #expect(!file.keys.isEmpty && !file.skipped.isEmpty)
            let plan = plan(file)
            var shown = String(reflecting: file) + String(reflecting: plan) + "\(plan.providers) \(plan.skipped)"
            dump(file, to: &shown)
            dump(plan, to: &shown)
            shown += file.skipped.map { "\($0.name ?? "") \($0.origin) \($0.reason.sentence)" }.joined()
            for key in Planted.all { #expect(!shown.contains(key.dropFirst(3).dropLast(4)), "\(format)") }
        }
        for (text, format) in [
            ("model_list: [\(Planted.openai)\n", ImportFormat.litellm),
            ("{\(Planted.openai): 1, \(Planted.openai): 2}", .litellm),
            ("name,type,api_key\n\(Planted.openai),\"\(Planted.openai)\n", .csv), ("name,\(Planted.openai)\n", .csv),
        ] {
            let error = #expect(throws: ImportError.self) { try read(text, format) }
            #expect(!String(reflecting: error).contains("planted") && error?.description.contains("planted") == false)
        }
    }
}
