// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustControl
import TrustCore

@Suite(.timeLimit(.minutes(3))) struct LimitTests {
    @Test func limitsSayWhatThisMinuteHasUsedTheBusiestFirst() async throws {
        try await House.with { house in
            house.clock.freeze()
            let type = try await house.type(of: house.provider())
            let (quiet, busy) = (
                try await house.agent(of: type, name: "a-quiet"), try await house.agent(of: type, name: "b-busy")
            )
            let now = house.clock.now
            for _ in 0..<5 { _ = try await house.repositories.permits.take(.httpGet, for: busy.id, at: now) }
            _ = try await house.repositories.limits.take(.agentRequests, subject: "agent:\(quiet.id)", at: now)
            _ = try await house.control.asking.admit(house.owner)
            let view = try await house.control.limits.show(house.caller(.viewer))
            #expect(view.organization == LimitUse(limit: 60, used: 1))
            #expect(view.agents.map(\.agent.id) == [busy.id, quiet.id])
            #expect(view.agents[0].httpRequests == LimitUse(limit: 3, used: 3) && view.agents[0].httpRequests.isNear)
            #expect(view.agents[0].toolCalls == LimitUse(limit: 5, used: 3))
            #expect(view.agents[1].requests == LimitUse(limit: 50, used: 1) && !view.agents[1].requests.isNear)
            house.clock.advance(seconds: 60)
            #expect(try await house.control.limits.show(house.owner).organization.used == 0)
        }
    }

    @Test func theOrganizationsLimitIsChangedByAdminsAndCountsAtOnce() async throws {
        try await House.with { house in
            house.clock.freeze()
            let limits = house.control.limits
            #expect(await code { try await limits.setOrganizationRequests(house.caller(.member), to: 5) } == .forbidden)
            for wrong in [0, -1, 100_001] as [Int64] {
                #expect(
                    await field { try await limits.setOrganizationRequests(house.owner, to: wrong) }
                        == "organization_requests")
            }
            #expect(try await house.control.asking.admit(house.owner).limit == 60)
            #expect(try await limits.setOrganizationRequests(house.caller(.admin), to: 2).organization.limit == 2)
            #expect(try await house.control.asking.admit(house.owner).allowed)
            let refused = try await house.control.asking.admit(house.owner)
            #expect(!refused.allowed && refused.limit == 2)
            #expect(try await house.audited().suffix(2) == ["limit.update intended", "limit.update succeeded"])
        }
    }

    @Test func theChecklistTicksItselfButForWhatAPersonSays() async throws {
        try await House.with { house in
            let checklist = house.control.checklist
            #expect(try await checklist.show(house.caller(.viewer)).done == [.owner])
            let type = try await house.type(of: house.provider())
            #expect(try await checklist.show(house.owner).done == [.owner, .provider, .agentType])
            _ = try await house.runningAgent(of: type)
            #expect(await code { try await checklist.mark(house.caller(.member), keyBackedUp: true) } == .forbidden)
            let marked = try await checklist.mark(house.owner, keyBackedUp: true)
            #expect(marked.done == [.owner, .masterKey, .provider, .agentType, .agent] && !marked.isDismissed)
            let dismissed = try await checklist.mark(house.owner, dismissed: true)
            #expect(dismissed.isDismissed && dismissed.done.contains(.masterKey))
        }
    }
}
