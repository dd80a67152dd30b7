// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

@testable import TrustSimulator

@Suite(.timeLimit(.minutes(5)))
struct FaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var fault: String
        var openAI: (status: Int, code: JSONValue)
        var anthropic: (status: Int, type: JSONValue)
        var testDescription: String { fault }
    }

    static let refusals: [Case] = [
        Case(fault: "error-401", openAI: (401, "invalid_api_key"), anthropic: (401, "authentication_error")),
        Case(fault: "error-429", openAI: (429, "rate_limit_exceeded"), anthropic: (429, "rate_limit_error")),
        Case(fault: "error-500", openAI: (500, .null), anthropic: (500, "api_error")),
        Case(fault: "error-529", openAI: (503, "server_is_overloaded"), anthropic: (529, "overloaded_error")),
        Case(fault: "insufficient-quota", openAI: (429, "insufficient_quota"), anthropic: (402, "billing_error")),
        Case(fault: "model-not-found", openAI: (404, "model_not_found"), anthropic: (404, "not_found_error")),
    ]

    @Test(arguments: refusals)
    func aRefusalTakesTheDialectsShape(_ fault: Case) async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let openAI = try await simulator.ask(.openAI, "Hi", model: fault.fault)
            #expect(openAI.status == fault.openAI.status)
            #expect(openAI.json?.at("error", "code") == fault.openAI.code)
            let anthropic = try await simulator.ask(.anthropic, "Hi", headers: ["x-simulator-fault": fault.fault])
            #expect(anthropic.status == fault.anthropic.status)
            #expect(anthropic.json?.at("error", "type") == fault.anthropic.type)
            #expect(simulator.server.ledger.total.refused == 2)
        }
    }

    @Test func aRateLimitSaysWhenToComeBack() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let short = try await simulator.ask(.openAI, "Hi", model: "error-429")
            #expect(short.retryAfter == "1")
            let long = try await simulator.ask(.openAI, "Hi", model: "simulator-error-429-30")
            #expect(long.retryAfter == "30")
        }
    }

    @Test func aCutStreamEndsAfterSoManyEventsWithoutAnEnd() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let reply = try await simulator.ask(.anthropic, "Hi", model: "cut-4", more: ["stream": true])
            #expect(reply.status == 200)
            #expect(!reply.isWhole)
            // A connection that breaks off may take with it what its reader has not read yet.
            #expect((1...4).contains(reply.eventNames.count))
            #expect(simulator.server.ledger.byModel["cut-4"]?.interrupted == 1)
            #expect(simulator.server.ledger.total.outputTokens == 0)
        }
    }

    @Test func aCutReplyEndsInTheMiddle() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let reply = try await simulator.ask(.openAI, "Hi", model: "cut")
            #expect(!reply.isWhole)
            #expect(reply.json == nil)
        }
    }

    @Test func aStalledStreamKeepsTheConnectionOpenForAWhile() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let clock = ContinuousClock()
            let start = clock.now
            let reply = try await simulator.ask(.openAI, "Hi", model: "stall-1", more: ["stream": true])
            #expect(clock.now - start >= .seconds(1))
            #expect(!reply.isWhole)
            #expect(!reply.chunks.isEmpty)
        }
    }

    @Test func aSlowFirstByteIsSlowAndThenWhole() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            let clock = ContinuousClock()
            for stream in [true, false] {
                let start = clock.now
                let reply = try await simulator.ask(
                    .openAI, "Hi", model: "slow-first-byte-300", more: ["stream": .bool(stream)])
                #expect(clock.now - start >= .milliseconds(300))
                #expect(reply.isWhole)
            }
        }
    }

    @Test func withoutUsageTheReplyIsGoodAndCountedApart() async throws {
        try await SimulatorFixture.withSimulator { simulator in
            for dialect in SimulatorFixture.Dialect.allCases {
                for stream in [true, false] {
                    let reply = try await simulator.ask(
                        dialect, "Hi", more: ["stream": .bool(stream)], headers: ["x-simulator-fault": "no-usage"])
                    #expect(reply.status == 200)
                    #expect(reply.isWhole)
                    #expect(!reply.text.contains("usage"))
                }
            }
            // A stream's call is written down after its last byte, which the caller may have before that.
            for _ in 0..<200 where simulator.server.ledger.total.withoutUsage < 4 {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(simulator.server.ledger.total.withoutUsage == 4)
            #expect(simulator.server.ledger.total.inputTokens == 0)
        }
    }

    @Test(arguments: ["gpt-4o", "simulator", "error-418", "cut-x", "cut--1", "error-500-2", "", "-", "stall-"])
    func otherNamesAreNoFaults(name: String) {
        #expect(Fault(name: name) == nil)
    }

    @Test func waitsHaveABound() {
        #expect(Fault(name: "slow-first-byte-99999999") == .slowFirstByte(milliseconds: Fault.longestDelay))
        #expect(Fault(name: "stall-99999999") == .stall(seconds: Fault.longestDelay / 1000))
    }
}
