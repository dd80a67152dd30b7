// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustControl
import TrustCore
import TrustStore
import TrustVault

@Suite(.timeLimit(.minutes(3)))
struct AccessTests {
    @Test(arguments: Role.allCases)
    func rightsByRoleAreThoseOfTheTable(role: Role) {
        let expected: [Role: Set<Permission>] = [
            .viewer: [.viewProviders, .viewAgents, .viewConversations, .viewUsage],
            .member: [.viewProviders, .viewAgents, .viewConversations, .viewUsage, .manageAgents, .ask],
            .admin: [
                .viewProviders, .viewAgents, .viewConversations, .viewUsage, .manageAgents, .ask, .manageProviders,
                .approveCommands, .viewAudit, .viewUsers, .manageUsers, .manageWebhook,
                .manageLimits,
            ],
            .owner: Set(Permission.allCases),
        ]
        let caller = Caller(actor: .user(.make()), organization: .make(), role: role)
        #expect(Set(Permission.allCases.filter(caller.allows)) == expected[role])
    }

    @Test func setupWorksOnceAndOnlyWithItsToken() async throws {
        try await House.with(hasOwner: false) { house in
            let setup = house.control.setup
            #expect(try await setup.isRequired())
            #expect(
                await code {
                    try await setup.setUp(
                        organization: "Example", email: "a@example.com", name: "A", token: secret("set_none"),
                        password: secret("correct horse"))
                } == .unauthenticated)
            let issued = try await setup.issueToken()
            guard let issued else { throw FakeError() }
            let token = text(of: issued)
            for (organization, email, name, password, wrong) in [
                ("", "a@example.com", "A", "correct horse", "organization"),
                ("E", "nonsense", "A", "correct horse", "email"), ("E", "a@example.com", " ", "correct horse", "name"),
                ("E", "a@example.com", "A", "short", "password"),
            ] {
                #expect(
                    await field {
                        try await setup.setUp(
                            organization: organization, email: email, name: name, token: secret(token),
                            password: secret(password))
                    } == wrong)
            }
            let made = try await setup.setUp(
                organization: "Example", email: " Owner@Example.com ", name: "Olga", token: secret(token),
                password: secret("correct horse"))
            #expect(made.user.email == "owner@example.com")
            #expect(try await !setup.isRequired())
            #expect(
                await code {
                    try await setup.setUp(
                        organization: "Again", email: "b@example.com", name: "B", token: secret(token),
                        password: secret("correct horse"))
                } == .alreadySetUp)
            let another = try await setup.issueToken() != nil
            #expect(!another)

            let session = try await house.control.sessions.signIn(
                email: "OWNER@example.com", password: secret("correct horse"), address: "127.0.0.1")
            #expect(session.view.role == .owner)
            let found = try await house.control.access.caller(sessionToken: session.token)
            let signedIn = try #require(found)
            #expect(signedIn.caller.organization == made.organization.id)
            try await house.control.sessions.signOut(signedIn)
            let gone = try await house.control.access.caller(sessionToken: session.token)
            #expect(gone == nil)
        }
    }

    @Test func aSessionEndsAfterTwelveHours() async throws {
        try await House.with { house in
            let token = try await session(house)
            let before = try await house.control.access.caller(sessionToken: secret(token))
            #expect(before != nil)
            house.clock.advance(seconds: SessionService.lifetime + 1)
            let after = try await house.control.access.caller(sessionToken: secret(token))
            #expect(after == nil)
        }
    }

    @Test func tenFailuresCloseTheAccountHoweverItIsWritten() async throws {
        try await House.with { house in
            for _ in 0..<9 {
                try await house.repositories.identity.recordFailedSignIn(
                    subject: "email:owner@example.com", at: house.clock.now)
            }
            #expect(
                await code {
                    try await house.control.sessions.signIn(
                        email: "owner@example.com", password: secret("wrong horse"), address: "192.0.2.1")
                } == .invalidCredentials)
            for email in ["owner@example.com", " OWNER@example.com"] {
                #expect(
                    await code {
                        try await house.control.sessions.signIn(
                            email: email, password: secret("whatever it is"), address: "192.0.2.2")
                    } == .rateLimitExceeded)
            }
            house.clock.advance(seconds: 15 * 60 + 1)
            #expect(
                await code {
                    try await house.control.sessions.signIn(
                        email: "owner@example.com", password: secret("wrong horse"), address: "192.0.2.2")
                } == .invalidCredentials)
        }
    }

    @Test func anUnknownUserFailsLikeAWrongPassword() async throws {
        try await House.with { house in
            let unknown = await code {
                try await house.control.sessions.signIn(
                    email: "nobody@example.com", password: secret("some password"), address: "192.0.2.1")
            }
            #expect(unknown == .invalidCredentials)
            let failures = try await house.repositories.identity.failedSignIns(
                subject: "email:nobody@example.com", since: house.clock.now.adding(seconds: -60))
            #expect(failures == 1)
        }
    }

    @Test func anAPIKeyIsShownOnceAndRevokedAtOnce() async throws {
        try await House.with { house in
            let access = house.control.access
            let new = try await house.control.apiKeys.create(house.owner, name: "ci", terms: APIKeyTerms(role: .viewer))
            let text = text(of: new.token)
            #expect(text.hasPrefix("cust_"))
            #expect(text.hasPrefix(new.key.prefix))
            let found = try await access.caller(apiKey: secret(text))
            let caller = try #require(found)
            #expect(caller.role == .viewer)
            #expect(caller.organization == house.organization.id)
            #expect(try await house.control.apiKeys.list(house.owner).map(\.name) == ["ci"])
            try await house.control.apiKeys.revoke(house.owner, new.key.id)
            let revoked = try await access.caller(apiKey: secret(text))
            #expect(revoked == nil)
            #expect(try await house.control.apiKeys.list(house.owner).isEmpty)
            #expect(await code { try await house.control.apiKeys.revoke(house.owner, new.key.id) } == .notFound)
            let byAdmin = await code { _ = try await house.control.apiKeys.create(house.caller(.admin), name: "x") }
            #expect(byAdmin == .forbidden)
        }
    }

    @Test(arguments: [
        "", "null", "cust_", "cust_short", "ses_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "' OR 1=1 --",
    ])
    func whatIsNoTokenIsNobody(text: String) async throws {
        try await House.with { house in
            let byKey = try await house.control.access.caller(apiKey: secret(text))
            let bySession = try await house.control.access.caller(sessionToken: secret(text))
            #expect(byKey == nil)
            #expect(bySession == nil)
        }
    }

    @Test func aTokenOfOneKindIsNotOneOfAnother() async throws {
        try await House.with { house in
            let session = try await session(house)
            let byKey = try await house.control.access.caller(apiKey: secret(session))
            #expect(byKey == nil)
            let key = try await house.control.apiKeys.create(house.owner, name: "k")
            let bySession = try await house.control.access.caller(sessionToken: key.token)
            #expect(bySession == nil)
        }
    }

    /// A session without the work of a password.
    private func session(_ house: House) async throws -> String {
        let token = TokenMint.make(.session)
        try await house.repositories.identity.insertSession(
            Session(
                id: .make(), user: try #require(house.owner.user), organization: house.organization.id,
                tokenHash: TokenMint.digest(of: token), csrfToken: "csrf", createdAt: house.clock.now,
                expiresAt: house.clock.now.adding(seconds: SessionService.lifetime)))
        return text(of: token)
    }
}
