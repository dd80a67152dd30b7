// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustControl
import TrustCore
import TrustStore

@Suite(.timeLimit(.minutes(5)))
struct APIKeyScopeTests {
    @Test(arguments: Permission.allCases)
    func aScopeLeavesOfARoleOnlyWhatItNames(permission: Permission) {
        func allows(_ role: Role, _ scope: APIKeyScope) -> Bool {
            Caller(actor: .apiKey(.make()), organization: .make(), role: role, scope: scope).allows(permission)
        }
        let reading: Set<Permission> = [
            .viewProviders, .viewAgents, .viewConversations, .viewUsage, .viewAudit, .viewAPIKeys, .viewUsers,
        ]
        #expect(allows(.owner, APIKeyScope(isReadOnly: true)) == reading.contains(permission))
        #expect(
            allows(.owner, APIKeyScope(endpoints: ["support"])) == [.ask, .viewConversations].contains(permission))
        #expect(
            allows(.owner, APIKeyScope(isReadOnly: true, endpoints: ["support"])) == (permission == .viewConversations))
        for role in Role.allCases where role < permission.lowestRole {
            #expect(!allows(role, .everything))
        }
    }

    @Test func aKeyIsGoodUntilItsEnd() async throws {
        try await House.with { house in
            house.clock.freeze()
            let new = try await house.control.apiKeys.create(
                house.owner, name: "short", terms: APIKeyTerms(lifetime: 60))
            let text = text(of: new.token)
            house.clock.advance(seconds: 59)
            let before = try await house.control.access.caller(apiKey: secret(text))
            #expect(before?.expiresAt == new.key.expiresAt)
            house.clock.advance(seconds: 1)
            let after = try await house.control.access.caller(apiKey: secret(text))
            #expect(after == nil)
            #expect(try await house.control.apiKeys.list(house.owner).map(\.id) == [new.key.id])
        }
    }

    @Test func aKeyNeverOutlivesTheKeyThatMakesIt() async throws {
        try await House.with { house in
            house.clock.freeze()
            let maker = Caller(
                actor: .apiKey(.make()), organization: house.organization.id, role: .owner,
                expiresAt: house.clock.now.adding(seconds: 3600))
            for lifetime in [nil, 3601] as [Int64?] {
                let found = await field {
                    _ = try await house.control.apiKeys.create(
                        maker, name: "k", terms: APIKeyTerms(lifetime: lifetime))
                }
                #expect(found == "expires_in")
            }
            let made = try await house.control.apiKeys.create(maker, name: "k", terms: APIKeyTerms(lifetime: 3600))
            #expect(made.key.expiresAt == maker.expiresAt)
        }
    }

    @Test(
        arguments: [
            (APIKeyTerms(endpoints: []), "endpoints"), (APIKeyTerms(endpoints: ["Support"]), "endpoints"),
            (APIKeyTerms(endpoints: ["a b"]), "endpoints"),
            (APIKeyTerms(endpoints: (0..<33).map { "e\($0)" }), "endpoints"),
            (APIKeyTerms(lifetime: 59), "expires_in"), (APIKeyTerms(lifetime: 1828 * 86_400), "expires_in"),
        ] as [(APIKeyTerms, String)])
    func termsThatCannotBeAreRefused(terms: APIKeyTerms, named: String) async throws {
        try await House.with { house in
            let found = await field { _ = try await house.control.apiKeys.create(house.owner, name: "k", terms: terms) }
            #expect(found == named)
        }
    }

    @Test func aKeyThatIsBoundToEndpointsReachesTheirAgentsAlone() async throws {
        try await House.with { house in
            let provider = try await house.provider()
            let support = try await house.runningAgent(of: house.type(of: provider), name: "in")
            let caller = Caller(
                actor: .apiKey(.make()), organization: house.organization.id, role: .member,
                scope: APIKeyScope(endpoints: ["support"]))
            let stranger = Caller(
                actor: .apiKey(.make()), organization: house.organization.id, role: .member,
                scope: APIKeyScope(endpoints: ["sales"]))
            let asking = house.control.asking
            #expect(try await asking.agents(caller).map(\.agent.id) == [support.id])
            #expect(try await asking.agents(stranger).isEmpty)
            #expect(
                await code { try await asking.ask(stranger, endpointSlug: "support", content: "x") }
                    == .endpointNotFound)
            #expect(await code { try await asking.talk(stranger, to: support.id, content: "x") } == .agentNotFound)
            async let answer = asking.ask(caller, endpointSlug: "support", content: "hi")
            let message = try #require(
                try await house.repositories.inbox.next(for: support.id, within: .seconds(10)))
            try await house.repositories.inbox.reply(
                ChannelReply(messageID: message.messageID, content: "hello"), from: support.id)
            #expect(try await answer.content == "hello")
        }
    }
}
