// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

struct LabelStoreTests {
    @Test func labelsOfAllThreeAreKeptAndReplacedWhole() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let organization = scenario.organization.id
            let (first, second) = (try Labels(["team": "a", "environment": "test"]), try Labels(["team": "b"]))
            for labels in [first, second, Labels()] {
                var (provider, type, agent) = (scenario.provider, scenario.type, scenario.agent)
                (provider.labels, type.labels, agent.labels) = (labels, labels, labels)
                try await store.repositories.providers.update(
                    provider, when: .none, audit: Sample.audit("provider.update"))
                try await store.repositories.agentTypes.update(
                    type, when: .none, audit: Sample.audit("agent_type.update"))
                try await store.repositories.agents.update(agent, when: .none, audit: Sample.audit("agent.update"))
                #expect(
                    try await store.repositories.providers.providers(in: organization).map(\.labels) == [labels])
                #expect(
                    try await store.repositories.agentTypes.agentType(type.id, in: organization)?.labels == labels)
                #expect(try await store.repositories.agents.agent(agent.id, in: organization)?.labels == labels)
            }
        }
    }

    @Test func theSchemaTakesALabelOnceAndOfItsOwnOrganizationOnly() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let other = OrganizationID.make()
            try await store.execute(
                "INSERT INTO organizations (id, name, created_at) VALUES ($1, 'Other', 1)", [.text(other.description)])
            let insert = "INSERT INTO agent_labels (agent_id, organization_id, key, value) VALUES ($1, $2, $3, $4)"
            func row(_ organization: OrganizationID, _ key: String, _ value: String) -> [SQLValue] {
                [
                    .text(scenario.agent.id.description), .text(organization.description), .text(key), .text(value),
                ]
            }
            try await store.execute(insert, row(scenario.organization.id, "team", "a"))
            for wrong in [
                row(scenario.organization.id, "team", "b"), row(other, "owner", "x"),
                row(scenario.organization.id, "", "x"), row(scenario.organization.id, "owner", ""),
            ] {
                await #expect(throws: (any Error).self) { try await store.execute(insert, wrong) }
            }
        }
    }

    @Test func aNameThatIsTakenOrAnAgentThatIsNotThereIsRefused() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            var second = try await store.makeAgent(
                in: scenario.organization.id, type: scenario.type.id, name: "second")
            second.name = scenario.agent.name
            let taken = second
            await #expect(throws: StoreError(.nameTaken(field: "name"))) {
                try await store.repositories.agents.update(taken, when: .none, audit: Sample.audit("agent.update"))
            }
            let unknown = Sample.agent(in: scenario.organization.id, type: scenario.type.id, name: "third")
            await #expect(throws: StoreError(.notFound("agent"))) {
                try await store.repositories.agents.update(unknown, when: .none, audit: Sample.audit("agent.update"))
            }
        }
    }
}
