// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustSimulator

@Suite(.timeLimit(.minutes(5)))
struct LedgerTests {
    @Test func theLedgerAgreesWithWhatTheRepliesSaid() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            var input: Int64 = 0
            var output: Int64 = 0
            for number in 1...5 {
                let reply = try await simulator.ask(.openAI, "Say it in \(number * 3) words", model: "gpt-4o-mini")
                guard case .integer(let prompt)? = reply.json?.at("usage", "prompt_tokens"),
                    case .integer(let completion)? = reply.json?.at("usage", "completion_tokens")
                else {
                    Issue.record("no usage")
                    return
                }
                input += prompt
                output += completion
            }
            let page = try await simulator.get("/simulator/ledger", headers: ["x-api-key": SimulatorFixture.key])
            let entry = page.json?.at("models", "gpt-4o-mini")
            #expect(entry?.at("calls") == 5)
            #expect(entry?.at("completed") == 5)
            #expect(entry?.at("input_tokens") == .integer(input))
            #expect(entry?.at("output_tokens") == .integer(output))
            #expect(page.json?.at("total") == entry)
        }
    }

    @Test func theLedgerNeedsTheKey() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let reply = try await simulator.get("/simulator/ledger", headers: [:])
            #expect(reply.status == 401)
        }
    }

    @Test func aCallerWhoHangsUpIsAnInterruptedCall() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let request = try simulator.request(
                .openAI,
                .object([
                    "model": "simulator", "stream": true,
                    "messages": .array([.object(["role": "user", "content": "Say it in 4000 words"])]),
                ]), headers: ["x-simulator-event-delay": "20"])
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await simulator.send(request) }
                try await Task.sleep(for: .milliseconds(300))
                group.cancelAll()
            }
            for _ in 0..<100 where simulator.server.ledger.total.interrupted == 0 {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(simulator.server.ledger.total.interrupted == 1)
            #expect(simulator.server.ledger.total.completed == 0)
        }
    }
}
