// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore
import TrustStore

@Suite(.timeLimit(.minutes(5)))
struct RequestStoreTests {
    private func request(
        _ organization: OrganizationID, key: String = "k", caller: String = "c", digest: UInt64 = 1,
        at moment: Timestamp = Sample.moment
    ) -> RepeatableRequest {
        RepeatableRequest(
            id: .make(), organization: organization, caller: caller, key: key,
            digest: KeyFingerprint(high: 0, low: digest), createdAt: moment)
    }

    private let answer = KeptAnswer(status: 201, contentType: "application/json", location: "/x", body: [0x7b, 0x7d])

    @Test func anAnswerIsGivenAgainToTheSameRequestOfTheSameCaller() async throws {
        try await withStore { store in
            let organization = try await store.makeOrganization().0.id
            let requests = store.repositories.requests
            let first = request(organization)
            #expect(try await requests.claim(first, within: .zero) == .carryOut(first.id))
            #expect(try await requests.claim(request(organization), within: .zero) == .inProgress)
            try await requests.keep(answer, for: first.id)
            #expect(try await requests.claim(request(organization), within: .zero) == .answered(answer))
            #expect(try await requests.claim(request(organization, digest: 2), within: .zero) == .keyReused)
            let stranger = request(organization, caller: "d")
            #expect(try await requests.claim(stranger, within: .zero) == .carryOut(stranger.id))
            try await requests.keepSecretShown(status: 201, for: stranger.id)
            let again = try await requests.claim(request(organization, caller: "d"), within: .zero)
            #expect(again == .answeredWithSecret(status: 201))
        }
    }

    @Test func whoeverComesSecondWaitsForTheFirst() async throws {
        try await withStore { store in
            let organization = try await store.makeOrganization().0.id
            let requests = store.repositories.requests
            let (first, second) = (request(organization), request(organization))
            _ = try await requests.claim(first, within: .zero)
            async let waiting = requests.claim(second, within: .seconds(60))
            try await requests.keep(answer, for: first.id)
            #expect(try await waiting == .answered(answer))
        }
    }

    @Test func aReleasedRequestIsCarriedOutByOneOfThoseWhoWait() async throws {
        try await withStore { store in
            let organization = try await store.makeOrganization().0.id
            let requests = store.repositories.requests
            let (first, second) = (request(organization), request(organization))
            _ = try await requests.claim(first, within: .zero)
            async let waiting = requests.claim(second, within: .seconds(60))
            try await requests.release(first.id)
            #expect(try await waiting == .carryOut(second.id))
        }
    }

    @Test func whatAnEarlierProcessLeftOpenIsInterrupted() async throws {
        try await withStore { store in
            let organization = try await store.makeOrganization().0.id
            let first = request(organization)
            _ = try await store.repositories.requests.claim(first, within: .zero)
            let next = Repositories(database: store.database).requests
            #expect(try await next.claim(request(organization), within: .zero) == .interrupted(first.id))
            // Whoever looks into it holds it.
            #expect(try await next.claim(request(organization), within: .zero) == .inProgress)
            try await next.abandon(first.id)
            #expect(try await next.claim(request(organization), within: .zero) == .interrupted(first.id))
        }
    }

    @Test func aDayLaterAKeyIsFreeAgain() async throws {
        try await withStore { store in
            let organization = try await store.makeOrganization().0.id
            let requests = store.repositories.requests
            let first = request(organization)
            _ = try await requests.claim(first, within: .zero)
            try await requests.keep(answer, for: first.id)
            let later = request(organization, digest: 2, at: Sample.moment.adding(seconds: 24 * 3600))
            #expect(try await requests.claim(later, within: .zero) == .carryOut(later.id))
            try await requests.keep(answer, for: later.id)
            #expect(try await requests.forget(before: later.createdAt) == 0)
            #expect(try await requests.forget(before: later.createdAt.adding(seconds: 1)) == 1)
        }
    }
}
