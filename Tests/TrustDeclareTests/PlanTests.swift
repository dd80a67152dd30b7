// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustDeclare

@Suite struct PlanTests {
    static let present: [ResourceKind: [JSONValue]] = [
        .provider: [
            .object([
                "id": "p1", "name": "openai", "type": "openai", "use_case": "support", "base_url": .null,
                "key_hint": "AB12", "labels": .object(["team": "payments"]),
                "use_policy": .object(["agent_types": .null, "deliveries": .array(["env", "leased"])]),
            ])
        ],
        .agentType: [
            .object([
                "id": "t1", "slug": "support", "name": "Support", "provider_id": "p1", "model": "gpt-4o",
                "system_prompt": "You answer.", "capabilities": .array(["web_http", "code_review"]),
                "endpoint_slug": "support", "temperature": .integer(1), "delivery": "env", "runtime": "process",
                "command": .array([]), "labels": .object([:]),
            ])
        ],
        .agent: [
            .object(["id": "a1", "name": "support-1", "agent_type_id": "t1", "state": "running"]),
            .object(["id": "a2", "name": "support-2", "agent_type_id": "t1", "state": "stopped"]),
        ],
        .limits: [.object(["id": "limits", "name": "limits", "organization_requests": 60])],
    ]

    @Test func whatIsExportedIsAsDeclared() throws {
        let present = try Present(Self.present)
        let exported = try Declaration(yaml: Array(present.exported.yaml().utf8), file: "-")
        let plan = try Plan(exported, present: present)
        #expect(!plan.isDifferent)
        #expect(plan.undeclared.isEmpty)
        #expect(plan.steps.map(\.action) == [.none, .none, .none, .none, .none])
    }

    @Test func theLimitsAreDeclaredWithoutAName() throws {
        #expect(try plan("limits:\n  organization_requests: 60\n").steps.map(\.action) == [.none])
        let step = try #require(try plan("limits:\n  organization_requests: 70\n").steps.first)
        #expect(step.action == .update)
        #expect(step.body([:]) == .object(["organization_requests": 70]))
        let error = #expect(throws: DeclarationError.self) { try plan("limits:\n  organization_requests: null\n") }
        #expect(error?.code == .cannotBeTakenAway("organization_requests"))
        #expect(throws: DeclarationError.self) { try plan("limits:\n- organization_requests: 70\n") }
    }

    @Test func onlyWhatDiffersIsSent() throws {
        let plan = try plan(
            """
            agent_types:
            - slug: support
              model: gpt-4o-mini
              capabilities: [code_review, web_http]
              endpoint_slug: null
            """)
        let step = try #require(plan.steps.first)
        #expect(plan.steps.count == 1)
        #expect(step.action == .update)
        #expect(step.body([:]) == .object(["model": "gpt-4o-mini", "endpoint_slug": ""]))
        #expect(plan.undeclared.map(\.name) == ["openai", "support-1", "support-2"])
    }

    @Test func whatIsNotThereIsMadeInOrderWithItsReferencesResolved() throws {
        let plan = try plan(
            """
            agents:
            - {name: new-1, type: new, state: running}
            agent_types:
            - {slug: new, name: New, provider: fresh, model: m, system_prompt: p}
            providers:
            - {name: fresh, type: anthropic, key_from: stdin}
            """)
        #expect(
            plan.steps.map(\.action) == [
                .create(keySource: .standardInput), .create(keySource: nil), .create(keySource: nil), .start,
            ])
        #expect(plan.steps.map(\.name) == ["fresh", "new", "new-1", "new-1"])
        let body = plan.steps[1].body([.provider: ["fresh": "p9"]])
        #expect(
            body
                == .object([
                    "slug": "new", "name": "New", "provider_id": "p9", "model": "m", "system_prompt": "p",
                ]))
    }

    @Test(arguments: [("running", "stopped", Plan.Action.stop), ("stopped", "running", .start)])
    func anAgentIsBroughtToTheStateThatIsDeclared(now: String, declared: String, action: Plan.Action) throws {
        let name = now == "running" ? "support-1" : "support-2"
        #expect(
            try plan("agents:\n- {name: \(name), type: support, state: \(declared)}\n").steps.map(\.action) == [action])
        #expect(
            try plan("agents:\n- {name: \(name), type: support, state: \(now)}\n").steps.map(\.action) == [.none])
        #expect(try plan("agents:\n- {name: \(name), type: support}\n").steps.map(\.action) == [.none])
    }

    @Test(
        arguments: [
            ("agents:\n- {name: a, type: nobody}\n", .unknownReference(.agentType, "nobody")),
            ("providers:\n- {name: openai, type: anthropic}\n", .fixedField("type", name: "openai")),
            ("providers:\n- {name: fresh, type: openai}\n", .noKeySource("fresh")),
            ("agent_types:\n- {slug: support, model: null}\n", .cannotBeTakenAway("model")),
        ] as [(String, DeclarationError.Code)])
    func whatCannotBeIsRefusedBeforeAnythingIsDone(text: String, code: DeclarationError.Code) {
        let error = #expect(throws: DeclarationError.self) { try plan(text) }
        #expect(error?.code == code)
        #expect(error?.place?.line == 2)
    }

    @Test func aKeyOfAnExistingProviderIsNotReadAgain() throws {
        let plan = try plan("providers:\n- {name: openai, type: openai, key_from: stdin}\n")
        #expect(plan.steps.map(\.action) == [.none])
    }

    @Test(
        arguments: [
            ("labels: {team: payments}", nil),
            ("labels: {}", .object(["labels": .object([:])])),
            (
                "labels: {team: payments, owner: ada}",
                .object(["labels": .object(["team": "payments", "owner": "ada"])])
            ),
            ("use_policy: {}", nil),
            ("use_policy: null", nil),
            ("use_policy: {agent_types: null, deliveries: [leased, env]}", nil),
            (
                "use_policy: {deliveries: [leased]}",
                .object(["use_policy": .object(["deliveries": .array(["leased"])])])
            ),
            (
                "use_policy: {agent_types: [support]}",
                .object(["use_policy": .object(["agent_types": .array(["t1"])])])
            ),
            ("use_policy: {deliveries: [env, leased, env]}", nil),
            ("labels: {team: payments, owner: null}", nil),
            ("use_policy: {agent_types: []}", .object(["use_policy": .object(["agent_types": .array([])])])),
        ] as [(String, JSONValue?)])
    func aPolicyAndLabelsAreSentWholeOrNotAtAll(text: String, body: JSONValue?) throws {
        let plan = try plan("providers:\n- name: openai\n  \(text)\n")
        #expect(plan.steps.count == 1)
        #expect(plan.isDifferent == (body != nil))
        if let body { #expect(plan.steps.first?.body([.agentType: ["support": "t1"]]) == body) }
    }

    @Test func aPolicyIsSaidOnceItsProviderAndItsTypesAreThere() throws {
        let plan = try plan(
            """
            providers:
            - {name: openai, use_policy: {agent_types: [support, new]}}
            - {name: bound, type: openai, key_from: stdin, use_policy: {deliveries: [leased]}}
            agent_types:
            - {slug: new, name: New, provider: bound, model: m, system_prompt: p, command: [/bin/true, -x]}
            agents:
            - {name: new-1, type: new, labels: {team: payments}, state: running}
            """)
        // Until the type is there, the provider is kept for the other alone.
        #expect(plan.steps.map(\.name) == ["openai", "bound", "bound", "new", "new-1", "openai", "new-1"])
        #expect(
            plan.steps.map(\.action) == [
                .update, .create(keySource: .standardInput), .update, .create(keySource: nil),
                .create(keySource: nil), .update, .start,
            ])
        #expect(
            plan.steps[0].body([.agentType: ["support": "t1"]])
                == .object(["use_policy": .object(["agent_types": .array(["t1"])])]))
        #expect(
            plan.steps[5].body([.agentType: ["support": "t1", "new": "t2"]])
                == .object(["use_policy": .object(["agent_types": .array(["t2", "t1"])])]))
    }

    @Test func aProviderThatIsKeptForWhatIsYetToBeMadeIsOpenToNobodyUntilThen() throws {
        let plan = try plan(
            """
            providers:
            - {name: fresh, type: openai, key_from: stdin, use_policy: {agent_types: [new], deliveries: [leased]}}
            agent_types:
            - {slug: new, name: New, provider: fresh, model: m, system_prompt: p, delivery: leased}
            """)
        #expect(plan.steps.map(\.name) == ["fresh", "fresh", "new", "fresh"])
        let policies = [1, 3].map { plan.steps[$0].body([.agentType: ["new": "t2"]]) }
        #expect(
            policies
                == [[], ["t2"]].map { types in
                    .object([
                        "use_policy": .object(["agent_types": .array(types), "deliveries": .array(["leased"])])
                    ])
                })
    }

    @Test func whatAPolicyNamedAndIsGoneIsNotExported() throws {
        var items = Self.present
        items[.provider] = [
            .object([
                "id": "p1", "name": "openai", "type": "openai",
                "use_policy": .object(["agent_types": .array(["t1", "gone"]), "deliveries": .array(["env"])]),
            ])
        ]
        let present = try Present(items)
        let exported = try Declaration(yaml: Array(present.exported.yaml().utf8), file: "-")
        #expect(try !Plan(exported, present: present).isDifferent)
    }

    @Test func aTypeNamedByAPolicyMustBe() {
        let error = #expect(throws: DeclarationError.self) {
            try plan("providers:\n- {name: openai, use_policy: {agent_types: [nobody]}}\n")
        }
        #expect(error?.code == .unknownReference(.agentType, "nobody"))
    }

    private func plan(_ text: String) throws -> Plan {
        try Plan(Declaration(yaml: Array(text.utf8), file: "trust.yaml"), present: Present(Self.present))
    }
}
