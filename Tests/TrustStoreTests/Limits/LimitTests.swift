// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

struct LimitTests {
    @Test func aWindowTakesItsLimitAndOpensAnew() async throws {
        try await withStore { store in
            let (limits, limit) = (store.repositories.limits, RateLimit(limit: 2))
            let start = limit.windowStart(at: Sample.moment)
            for (seconds, allowed, remaining) in [(0, true, 1), (59, true, 0), (59, false, 0), (60, true, 1)]
                as [(Int64, Bool, Int64)]
            {
                let decision = try await limits.take(limit, subject: "agent:a", at: start.adding(seconds: seconds))
                #expect(decision.allowed == allowed)
                #expect(decision.remaining == remaining)
                #expect(decision.resetsAt == start.adding(seconds: seconds < 60 ? 60 : 120))
            }
            #expect(try await limits.take(limit, subject: "agent:b", at: start).allowed)
        }
    }

    @Test func concurrentCallersNeverGetMoreThanTheLimit() async throws {
        try await withStore { store in
            let limits = store.repositories.limits
            let allowed = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<80 {
                    group.addTask {
                        try await limits.take(.agentRequests, subject: "agent:a", at: Sample.moment).allowed
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(allowed == 50)
        }
    }

    @Test func aCounterSurvivesAReopening() async throws {
        try await withTemporaryFolder { folder in
            for expected in [true, false] {
                let database = try SQLiteDatabase(path: folder + "/store.sqlite")
                try await database.migrate()
                let decision = try await Repositories(database: database).limits.take(
                    RateLimit(limit: 1), subject: "agent:a", at: Sample.moment)
                #expect(decision.allowed == expected)
                try database.close()
            }
        }
    }

    @Test func theFourthHTTPRequestIsRefusedAndTakesNoToolCall() async throws {
        try await withStore { store in
            let (permits, agent) = (store.repositories.permits, AgentID.make())
            for remaining in [2, 1, 0] as [Int64] {
                let decision = try await permits.take(.httpGet, for: agent, at: Sample.moment)
                #expect(decision.allowed)
                #expect(decision.limit == 3)
                #expect(decision.remaining == remaining)
            }
            let refused = try await permits.take(.httpGet, for: agent, at: Sample.moment)
            #expect(!refused.allowed)
            #expect(refused.limit == 3)
            // Three of five tool calls are gone, and not four.
            for remaining in [1, 0] as [Int64] {
                let decision = try await permits.take(.readFile, for: agent, at: Sample.moment)
                #expect(decision.allowed)
                #expect(decision.limit == 5)
                #expect(decision.remaining == remaining)
            }
            #expect(try await !permits.take(.readFile, for: agent, at: Sample.moment).allowed)
        }
    }

    @Test func aRefusedToolCallTakesNoHTTPRequest() async throws {
        try await withStore { store in
            let (permits, agent) = (store.repositories.permits, AgentID.make())
            for _ in 0..<5 { _ = try await permits.take(.listDirectory, for: agent, at: Sample.moment) }
            let refused = try await permits.take(.httpGet, for: agent, at: Sample.moment)
            #expect(!refused.allowed)
            #expect(refused.limit == 5)
            #expect(try await store.count("SELECT COUNT(*) AS n FROM rate_windows WHERE subject LIKE '%http%'") == 0)
        }
    }

    @Test func anAgentHasTheToolsOfItsTypesCapabilities() async throws {
        try await withStore { store in
            let scenario = try await store.makeScenario()
            let tools = try await store.repositories.permits.tools(of: scenario.agent.id)
            #expect(tools == [Capability.webHTTP, .codeReview].tools)
            #expect(try await store.repositories.permits.tools(of: .make()).isEmpty)
        }
    }
}
