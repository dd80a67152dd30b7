// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustControl
import TrustCore
import TrustWeb

@Suite(.timeLimit(.minutes(3)))
struct VersionTests {
    /// Paths of what two people may edit, each with a body that changes it.
    private static func records(of site: Site) async throws -> [(path: String, body: String)] {
        let provider = try await site.house.provider()
        let type = try await site.house.type(of: provider)
        let agent = try await site.house.agent(of: type)
        let new = try await site.house.control.invitations.invite(
            site.house.owner, email: "bob@example.com", role: .viewer)
        let bob = try await site.house.control.invitations.accept(
            token: secret(text(of: new.token)), name: "Bob", password: secret("correct horse"))
        return [
            ("/api/providers/\(provider.id)", #"{"use_case":"Other"}"#),
            ("/api/agent-types/\(type.id)", #"{"model":"gpt-4.1"}"#),
            ("/api/agents/\(agent.id)", #"{"labels":{"team":"payments"}}"#),
            ("/api/users/\(bob.user.id)", #"{"role":"member"}"#),
        ]
    }

    @Test func aChangeOfWhatSomebodyElseHasChangedIsRefused() async throws {
        try await Site.with { site in
            let key = ["X-API-Key": try await site.apiKey(.owner)]
            func call(_ method: String, _ path: String, _ body: String? = nil, ifMatch: String? = nil) async throws
                -> Site.Reply
            {
                try await site.call(
                    method, path, body, headers: key.merging(ifMatch.map { ["If-Match": $0] } ?? [:]) { $1 })
            }
            for (path, body) in try await Self.records(of: site) {
                let read = try await call("GET", path)
                let tag = try #require(read.headers["etag"], "\(path)")
                #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))
                let changed = try await call("PATCH", path, body, ifMatch: tag)
                #expect(changed.status == 200, "\(path): \(changed.text)")
                let newTag = try #require(changed.headers["etag"])
                #expect(newTag != tag)
                #expect(try await call("GET", path).headers["etag"] == newTag)

                let before = try await call("GET", path).text
                for stale in [tag, "W/\(newTag)", "\"other\"", "x", "\(tag), \"other\""] {
                    for method in ["PATCH", "DELETE"] {
                        let refused = try await call(method, path, method == "PATCH" ? body : nil, ifMatch: stale)
                        #expect(refused.status == 412, "\(method) \(path) \(stale)")
                        #expect(refused.code == "PRECONDITION_FAILED")
                        let current = try #require(refused.json["details"]?["current_etag"]?.string)
                        #expect(newTag.hasPrefix(String(current.dropLast())))
                    }
                }
                #expect(try await call("GET", path).text == before)

                // The tag that a refusal names is as good as the one that was read.
                let named = try await call("PATCH", path, body, ifMatch: tag).json["details"]?["current_etag"]?.string
                #expect(try await call("PATCH", path, body, ifMatch: "\"x\", \(named ?? "")").status == 200)
                #expect(try await call("PATCH", path, body, ifMatch: "*").status == 200)
                #expect(try await call("PATCH", path, body).status == 200)
            }
        }
    }

    @Test func aLimitThatSomebodyElseHasSetIsNotOverwritten() async throws {
        try await Site.with { site in
            let key = ["X-API-Key": try await site.apiKey(.owner)]
            let tag = try #require(try await site.call("GET", "/api/limits", headers: key).headers["etag"])
            func set(_ limit: Int) async throws -> Site.Reply {
                try await site.call(
                    "PATCH", "/api/limits", #"{"organization_requests":\#(limit)}"#,
                    headers: key.merging(["If-Match": tag]) { $1 })
            }
            #expect(try await set(70).status == 200)
            #expect(try await set(80).code == "PRECONDITION_FAILED")
            #expect(
                try await site.call("GET", "/api/limits", headers: key).json["organization_requests"]?["limit"] == 70)
        }
    }

    @Test func whatAReaderHasIsNotSentAgain() async throws {
        try await Site.with { site in
            let key = ["X-API-Key": try await site.apiKey(.owner)]
            for (path, body) in try await Self.records(of: site) {
                let tag = try #require(try await site.call("GET", path, headers: key).headers["etag"])
                for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                    let reply = try await site.call("GET", path, headers: key.merging(["If-None-Match": known]) { $1 })
                    #expect(reply.status == 304, "\(path) \(known)")
                    #expect(reply.text.isEmpty)
                    #expect(reply.headers["etag"] == tag)
                }
                _ = try await site.call("PATCH", path, body, headers: key)
                let reply = try await site.call("GET", path, headers: key.merging(["If-None-Match": tag]) { $1 })
                #expect(reply.status == 200)
            }
        }
    }

    @Test func whatSurroundsARecordChangesTheTagForReadersOnly() async throws {
        try await Site.with { site in
            let key = ["X-API-Key": try await site.apiKey(.owner)]
            let provider = try await site.house.provider()
            let path = "/api/providers/\(provider.id)"
            let tag = try #require(try await site.call("GET", path, headers: key).headers["etag"])
            _ = try await site.house.type(of: provider)
            let reader = try await site.call("GET", path, headers: key.merging(["If-None-Match": tag]) { $1 })
            #expect(reader.status == 200)
            let writer = try await site.call(
                "PATCH", path, #"{"name":"renamed"}"#, headers: key.merging(["If-Match": tag]) { $1 })
            #expect(writer.status == 200)
        }
    }
}
