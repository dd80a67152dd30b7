// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustSimulator

@Suite(.timeLimit(.minutes(5)))
struct KeyTests {
    @Test(arguments: ["", "x", "sk-simulator-test-kez", "sk-simulator-test-key2", "SK-SIMULATOR-TEST-KEY"])
    func aWrongKeyHasTheDialectsOwn401(key: String) async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let openAI = try await simulator.ask(.openAI, "Hi", key: key)
            #expect(openAI.status == 401)
            #expect(openAI.json?.at("error", "code") == "invalid_api_key")
            let anthropic = try await simulator.ask(.anthropic, "Hi", key: key)
            #expect(anthropic.status == 401)
            #expect(anthropic.json?.at("error", "type") == "authentication_error")
            #expect(simulator.server.ledger.total.calls == 0)
            if key.count > 1 {
                #expect(!openAI.text.contains(key))
                #expect(!anthropic.text.contains(key))
            }
        }
    }

    @Test func eitherHeaderOpensEitherDialect() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let bearer = ["authorization": "Bearer \(SimulatorFixture.key)", "anthropic-version": "2026-10-21"]
            let request = try simulator.request(
                .anthropic,
                .object([
                    "model": "simulator", "max_tokens": 9,
                    "messages": .array([.object(["role": "user", "content": "Hi"])]),
                ]), headers: bearer, without: "x-api-key")
            let reply = try await simulator.send(request)
            #expect(reply.status == 200)
        }
    }

    @Test func modelsAreListedInTheCallersDialect() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let openAI = try await simulator.get(
                "/v1/models", headers: ["authorization": "Bearer \(SimulatorFixture.key)"])
            #expect(openAI.json?.at("object") == "list")
            #expect(openAI.json?.at("data", 1, "id") == "gpt-4o")
            let anthropic = try await simulator.get("/v1/models", headers: ["x-api-key": SimulatorFixture.key])
            #expect(anthropic.json?.at("has_more") == false)
            #expect(anthropic.json?.at("data", 1, "id") == "claude-opus-4-20250514")
            let newest = try await simulator.get(
                "/v1/models",
                headers: ["authorization": "Bearer \(SimulatorFixture.key)", "anthropic-version": "2026-10-21"])
            #expect(newest.json?.at("has_more") == false)
            let refused = try await simulator.get("/v1/models", headers: ["authorization": "Bearer nobody"])
            #expect(refused.status == 401)
        }
    }

    @Test func anUnknownPathSaysWhoSpeaks() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let reply = try await simulator.get("/nowhere", headers: [:])
            #expect(reply.status == 404)
            #expect(reply.text.contains("[simulator]"))
        }
    }
}
