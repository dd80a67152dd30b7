// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustControl
import TrustCore
import TrustStore

/// Requests that carry an `Idempotency-Key`.
@Suite(.timeLimit(.minutes(5)))
struct RepeatedRequestTests {
    private func headers(_ site: Site, _ key: String, _ role: Role = .owner) async throws -> [String: String] {
        ["X-API-Key": try await site.apiKey(role), "Idempotency-Key": key]
    }

    @Test func aRequestThatComesAgainIsAnsweredAsBefore() async throws {
        try await Site.with { site in
            let type = try await site.house.type(of: site.house.provider())
            let headers = try await headers(site, "one")
            let body = #"{"name":"a","agent_type_id":"\#(type.id)"}"#
            let first = try await site.call("POST", "/api/agents", body, headers: headers)
            #expect(first.status == 201)
            let second = try await site.call("POST", "/api/agents", body, headers: headers)
            #expect(second.status == 201)
            #expect(second.text == first.text)
            #expect(second.headers["location"] == first.headers["location"])
            #expect(second.headers["idempotent-replayed"] == "true")
            let other = try await site.call("POST", "/api/agents", body + " ", headers: headers)
            #expect(other.status == 422)
            #expect(other.code == "IDEMPOTENCY_KEY_REUSED")
            let elsewhere = try await site.call("POST", "/api/agents?x=1", body, headers: headers)
            #expect(elsewhere.code == "IDEMPOTENCY_KEY_REUSED")
            // Another caller's key is another key.
            let stranger = try await self.headers(site, "one")
            let taken = try await site.call("POST", "/api/agents", body, headers: stranger)
            #expect(taken.code == "NAME_TAKEN")
            let again = try await site.call("POST", "/api/agents", body, headers: stranger)
            #expect(again.status == 409 && again.text == taken.text)
        }
    }

    @Test func aSecretIsShownOnceAndNeverStored() async throws {
        try await Site.with { site in
            let headers = try await headers(site, "secret")
            let first = try await site.call("POST", "/api/keys", #"{"name":"ci"}"#, headers: headers)
            let secret = try #require(first.json["key"]?.string)
            let second = try await site.call("POST", "/api/keys", #"{"name":"ci"}"#, headers: headers)
            #expect(second.status == 409)
            #expect(second.code == "ALREADY_ANSWERED")
            #expect(!second.text.contains(secret))
            let files = try FileManager.default.contentsOfDirectory(atPath: site.house.folder + "/data")
            for file in files {
                let data = FileManager.default.contents(atPath: site.house.folder + "/data/" + file) ?? Data()
                #expect(data.range(of: Data(secret.utf8)) == nil, "\(file)")
            }
        }
    }

    @Test func aMessageThatIsSentTwiceAtOnceRunsOnce() async throws {
        try await Site.with { site in
            let agent = try await site.house.runningAgent(of: site.house.type(of: site.house.provider()))
            let headers = try await headers(site, "ask", .member)
            try await site.echoing([agent]) {
                async let first = site.call("POST", "/api/v1/ask/support", #"{"content":"hi"}"#, headers: headers)
                async let second = site.call("POST", "/api/v1/ask/support", #"{"content":"hi"}"#, headers: headers)
                let (one, two) = try await (first, second)
                #expect(one.text == two.text)
                #expect(one.status == 200)
            }
            let list = try await site.house.control.asking.messages(site.house.owner, ofAgent: agent.id)
            #expect(list.count == 1)
        }
    }

    @Test func whatAnEarlierServerBeganWithAMessageIsGoneOnWith() async throws {
        try await Site.with { site in
            let agent = try await site.house.runningAgent(of: site.house.type(of: site.house.provider()))
            let (key, name) = (try await site.apiKey(.member), "crash")
            let body = #"{"content":"hi"}"#
            // What a server leaves that ends between the message's commit and its answer.
            try await site.leaveOpen("POST /api/v1/ask/support", body, key: key, name: name) { id, caller in
                _ = try await site.house.control.asking.submit(
                    caller, .endpoint("support"), NewMessage(content: "hi", id: MessageID(uuid: id.uuid)))
            }
            try await site.echoing([agent]) {
                let reply = try await site.call(
                    "POST", "/api/v1/ask/support", body, headers: ["X-API-Key": key, "Idempotency-Key": name])
                #expect(reply.status == 200)
                #expect(reply.json["content"] == "echo: hi")
            }
            let list = try await site.house.control.asking.messages(site.house.owner, ofAgent: agent.id)
            #expect(list.count == 1)
        }
    }

    @Test func anythingElseThatWasInterruptedIsNotDoneAgain() async throws {
        try await Site.with { site in
            let (key, name) = (try await site.apiKey(.owner), "crash")
            let body = #"{"name":"ci"}"#
            try await site.leaveOpen("POST /api/keys", body, key: key, name: name) { _, _ in }
            for _ in 0..<2 {
                let reply = try await site.call(
                    "POST", "/api/keys", body, headers: ["X-API-Key": key, "Idempotency-Key": name])
                #expect(reply.status == 409)
                #expect(reply.code == "OUTCOME_UNKNOWN")
            }
            let keys = try await site.house.control.apiKeys.list(site.house.owner)
            #expect(!keys.contains { $0.name == "ci" })
        }
    }

    @Test func whatMayWorkLaterIsNotKept() async throws {
        try await Site.with { site in
            _ = try await site.house.type(of: site.house.provider())
            let headers = try await headers(site, "later", .member)
            let body = #"{"content":"hi"}"#
            let none = try await site.call("POST", "/api/v1/ask/support", body, headers: headers)
            #expect(none.code == "NO_AGENT_AVAILABLE")
            #expect(none.headers["x-ratelimit-limit"] == "60")
            let type = try #require(try await site.house.control.agentTypes.list(site.house.owner).first)
            let agent = try await site.house.runningAgent(of: type.type)
            try await site.echoing([agent]) {
                let reply = try await site.call("POST", "/api/v1/ask/support", body, headers: headers)
                #expect(reply.status == 200)
            }
        }
    }

    @Test(arguments: ["", String(repeating: "k", count: 257)])
    func aKeyHasOneTo256Characters(key: String) async throws {
        try await Site.with { site in
            let headers = try await headers(site, key)
            let reply = try await site.call("POST", "/api/keys", #"{"name":"ci"}"#, headers: headers)
            #expect(reply.status == 400)
            #expect(reply.field == "Idempotency-Key")
        }
    }
}

extension Site {
    /// Leaves a claim as a server leaves it that is killed while it works on it.
    fileprivate func leaveOpen(
        _ head: String, _ body: String, key: String, name: String,
        _ work: (ID<RepeatableRequest>, Caller) async throws -> Void
    ) async throws {
        let caller = try #require(try await house.control.access.caller(apiKey: secret(key)))
        var bytes = Array(body.utf8)
        let digest = bytes.withUnsafeMutableBytes { house.control.repeats.digest(of: head, body: $0) }
        guard case .carryOut(let id) = try await house.control.repeats.claim(caller, key: name, digest: digest) else {
            throw FakeError()
        }
        try await work(id, caller)
        try await house.control.repeats.abandon(id)
    }
}
