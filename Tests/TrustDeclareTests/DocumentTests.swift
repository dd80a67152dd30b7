// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustDeclare

@Suite struct DocumentTests {
    static let document = """
        # what the support team uses
        providers:
        - name: openai-production
          type: openai
          use_case: support
          key_from: {env: OPENAI_API_KEY}
        agent_types:
        - slug: support
          name: Support
          provider: openai-production
          model: gpt-4o
          system_prompt: |
            You answer.
            Politely.
          capabilities: [web_http, code_review]
          temperature: 1
          max_tokens: 500
          endpoint_slug: null
        agents:
        - {name: support-1, type: support, state: running}
        - {name: "2", type: support}
        """

    @Test func everyKindIsReadWithItsFields() throws {
        let declaration = try read(Self.document)
        let provider = try #require(declaration[.provider, "openai-production"])
        #expect(provider.keySource == .variable("OPENAI_API_KEY"))
        #expect(provider.fields["use_case"] == "support")
        let type = try #require(declaration[.agentType, "support"])
        #expect(type.fields["system_prompt"] == "You answer.\nPolitely.\n")
        #expect(type.fields["capabilities"] == .array(["web_http", "code_review"]))
        #expect(type.fields["temperature"] == .number(1))
        #expect(type.fields["max_tokens"] == .integer(500))
        #expect(type.fields["endpoint_slug"] == .null)
        #expect(type.fields["delivery"] == nil)
        #expect(declaration[.agent, "support-1"]?.runState == .running)
        #expect(declaration[.agent, "2"]?.runState == nil)
        #expect(declaration.resources.map(\.kind) == [.provider, .agentType, .agent, .agent])
    }

    @Test func severalDocumentsOfAFileAreOne() throws {
        let declaration = try read(
            "agents:\n- {name: a, type: t}\n---\n# nothing\n---\nagents:\n- {name: b, type: t}\n")
        #expect(declaration.resources(.agent).map(\.name) == ["a", "b"])
    }

    @Test func whatIsWrittenReadsTheSame() throws {
        let declaration = try read(Self.document)
        let again = try read(try declaration.yaml())
        #expect(again.json == declaration.json)
        #expect(again[.provider, "openai-production"]?.keySource == .variable("OPENAI_API_KEY"))
        #expect(again[.agent, "support-1"]?.runState == .running)
    }

    @Test(arguments: [
        "null", "true", "1.0", "- a", "a: b", "#x", "é\u{1F600}", " lead", "tail ", "a\nb", "a\n\n  b\n", "'", "\"",
        "0x1f", "~",
        "2026-11-23", "\tx", "y", "%a", "@a", "!a", "&a", "*a", "|", ">",
    ])
    func anyTextComesBackAsItWas(text: String) throws {
        var declaration = Declaration()
        try declaration.add(
            Resource(
                kind: .agentType, name: text, fields: ["slug": .string(text), "system_prompt": .string(text)]))
        let again = try read(try declaration.yaml())
        #expect(again[.agentType, text]?.fields["system_prompt"] == .string(text))
    }

    @Test(
        arguments: [
            ("agents: [", .malformedYAML, 2),
            ("agents:\n- {name: a, name: b, type: t}\n", .malformedYAML, 2),
            ("- a\n", .wrongShape(field: "A document", expected: "a mapping of sections"), 1),
            ("agent:\n- {name: a}\n", .unknownSection("agent"), 2),
            ("agents: {name: a}\n", .wrongShape(field: "agents", expected: "a list"), 1),
            ("agents:\n- {name: a, typ: t}\n", .unknownField("typ"), 2),
            ("agents:\n- {type: t}\n", .missingField("name"), 2),
            ("agents:\n- {name: a, state: paused}\n", .wrongShape(field: "state", expected: "running or stopped"), 2),
            ("agents:\n- {name: a, type: t}\n- {name: a, type: t}\n", .repeated("a"), 3),
            ("providers:\n- {name: a, api_key: sk-planted}\n", .secretInDocument("api_key"), 2),
            ("providers:\n- {name: a, type: [openai]}\n", .wrongShape(field: "type", expected: "a text"), 2),
            (
                "agent_types:\n- {slug: a, max_tokens: many}\n",
                .wrongShape(field: "max_tokens", expected: "a whole number"), 2
            ),
            (
                "agent_types:\n- {slug: a, temperature: .inf}\n",
                .wrongShape(field: "temperature", expected: "a number"), 2
            ),
            (
                "agent_types:\n- {slug: a, capabilities: web_http}\n",
                .wrongShape(field: "capabilities", expected: "a list of texts"), 2
            ),
        ] as [(String, DeclarationError.Code, Int?)])
    func whatIsWrongIsNamedWithItsLine(text: String, code: DeclarationError.Code, line: Int?) {
        let error = #expect(throws: DeclarationError.self) { try read(text) }
        #expect(error?.code == code)
        #expect(error?.place == DocumentPlace(file: "trust.yaml", line: line))
    }

    @Test(arguments: [
        "sk-planted", "{env: sk-planted-0000}", "{file: ''}", "{env: A, file: b}", "[stdin]", "{vault: a}",
    ])
    func aKeyThatStandsWhereItsPlaceShouldIsNotShown(source: String) throws {
        let error = #expect(throws: DeclarationError.self) {
            try read("providers:\n- name: a\n  key_from: \(source)\n")
        }
        #expect(
            error?.code == .wrongShape(field: "key_from", expected: "stdin, {file: path} or {env: NAME}"))
        #expect(error?.description.contains("planted") == false)
    }

    @Test func anAliasThatGrowsWithoutBoundIsRefused() {
        var lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        for level in 1...8 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            lines.append("a\(level): &a\(level) [\(aliases)]")
        }
        let error = #expect(throws: DeclarationError.self) { try read(lines.joined(separator: "\n")) }
        #expect(error?.code == .tooComplex)
    }

    @Test func bytesThatAreNoTextAreRefused() {
        let error = #expect(throws: DeclarationError.self) {
            try Declaration(yaml: [0x61, 0xff], file: "trust.yaml")
        }
        #expect(error?.code == .notText)
    }

    private func read(_ text: String) throws -> Declaration {
        try Declaration(yaml: Array(text.utf8), file: "trust.yaml")
    }
}
