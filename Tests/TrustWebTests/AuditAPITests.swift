// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustControl
import TrustCore
import TrustStore

@testable import TrustWeb

@Suite(.timeLimit(.minutes(3)))
struct AuditAPITests {
    @Test func operationsAreListedWithNamesAndInParts() async throws {
        try await Site.with { site in
            let key = ["X-API-Key": try await site.apiKey(.admin)]
            for index in 0..<3 { _ = try await site.apiKey(index == 2 ? .viewer : .member) }
            let all = try await site.call("GET", "/api/audit?action=api_key.create", headers: key)
            #expect(all.status == 200)
            #expect(all.json["items"]?.count == 4)
            #expect(all.json["items"]?[0]?["outcome"] == "succeeded")
            #expect(all.json["items"]?[0]?["actor_name"] == "owner@example.com")
            #expect(all.json["items"]?[0]?["subject_name"]?.string?.hasPrefix("key ") == true)
            #expect(all.json["next_cursor"] == .null)

            var seen = 0
            var path = "/api/audit?action=api_key&limit=3"
            while true {
                let part = try await site.call("GET", path, headers: key)
                seen += part.json["items"]?.count ?? 0
                guard let cursor = part.json["next_cursor"]?.string else { break }
                path = "/api/audit?action=api_key&limit=3&cursor=\(cursor)"
            }
            #expect(seen == 4)
        }
    }

    @Test(arguments: [Role.viewer, .member])
    func whoMayNotReadItGetsNothing(role: Role) async throws {
        try await Site.with { site in
            let key = ["X-API-Key": try await site.apiKey(role)]
            for path in ["/api/audit", "/api/audit?export=csv", "/api/audit?export=json"] {
                let reply = try await site.call("GET", path, headers: key)
                #expect(reply.status == 403 && reply.code == "FORBIDDEN")
            }
        }
    }

    @Test(arguments: [
        ("from=yesterday", "from"), ("to=2026-13-01", "to"), ("export=xml", "export"), ("cursor=-1", "cursor"),
        ("limit=0", "limit"), ("actor=\(String(repeating: "a", count: 129))", "actor"),
    ])
    func whatCannotBeAskedForIsSaidByItsParameter(query: String, field: String) async throws {
        try await Site.with { site in
            let reply = try await site.call(
                "GET", "/api/audit?\(query)", headers: ["X-API-Key": try await site.apiKey(.admin)])
            #expect(reply.status == 400 && reply.field == field)
        }
    }

    @Test func anExportHasEveryRowAndIsItselfWrittenDown() async throws {
        try await Site.with { site in
            let key = ["X-API-Key": try await site.apiKey(.owner)]
            let before = try await site.house.repositories.audit.verify()
            guard case .intact(let rows) = before else { throw FakeError() }
            let json = try await site.call("GET", "/api/audit?export=json", headers: key)
            #expect(json.headers["content-disposition"] == "attachment; filename=\"audit.json\"")
            // Setup has rows of no organization yet; the export's own two are in it.
            let count = json.json.count
            #expect(count > 3 && Int64(count) <= rows + 2)
            #expect(json.json[count - 1]?["action"] == "audit.export")
            #expect(json.json[count - 1]?["hash"]?.string?.count == 64)
            let csv = try await site.call("GET", "/api/audit?export=csv&action=api_key.create", headers: key)
            let lines = csv.text.components(separatedBy: "\r\n")
            #expect(lines[0].hasPrefix("sequence,time,operation_id,actor"))
            #expect(lines.count == 4 && lines[3].isEmpty)
            let nothing = try await site.call("GET", "/api/audit?export=json&action=none.such", headers: key)
            #expect(nothing.json == .array([]))
        }
    }

    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("a\r\nb", "\"a\r\nb\""),
        ("=1+1", "'=1+1"), ("@x", "'@x"), ("", ""),
    ])
    func fieldsOfATableAreQuoted(text: String, field: String) {
        #expect(AuditFormat.field(text) == field)
    }
}
