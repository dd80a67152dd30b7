// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustControl
import TrustCore

@testable import TrustWeb

@Suite(.timeLimit(.minutes(3)))
struct PageTests {
    private static func names(_ reply: Site.Reply) -> [String] {
        (0..<(reply.json["items"]?.count ?? 0)).compactMap { reply.json["items"]?[$0]?["name"]?.string }
    }

    @Test func aListGoesOnWhereItWasWhateverComesOrGoesMeanwhile() async throws {
        try await Site.with { site in
            let key = ["X-API-Key": try await site.apiKey(.owner)]
            let house = site.house
            let type = try await house.type(of: house.provider())
            for name in ["b", "d", "f", "h"] { _ = try await house.agent(of: type, name: name) }
            let first = try await site.call("GET", "/api/agents?limit=2", headers: key)
            #expect(Self.names(first) == ["b", "d"])
            let cursor = try #require(first.json["next_cursor"]?.string)

            // One before the place, one behind it, and the one at it goes.
            _ = try await house.agent(of: type, name: "a")
            _ = try await house.agent(of: type, name: "e")
            let last = try #require(try await house.control.agents.list(house.owner).first { $0.agent.name == "d" })
            try await house.control.agents.delete(house.owner, last.agent.id)
            let second = try await site.call("GET", "/api/agents?limit=2&cursor=\(cursor)", headers: key)
            #expect(Self.names(second) == ["e", "f"])
            let next = try #require(second.json["next_cursor"]?.string)
            let third = try await site.call("GET", "/api/agents?limit=2&cursor=\(next)", headers: key)
            #expect(Self.names(third) == ["h"])
            #expect(third.json["next_cursor"] == .null)
        }
    }

    @Test(arguments: ["x", "%00", "AAAA", "W10", "WyJhIl0", "WyJhIiwxXQ", "%ff", "..", "%F0%9F%98%80"])
    func whatIsNoCursorIsRefused(cursor: String) async throws {
        try await Site.with { site in
            let key = ["X-API-Key": try await site.apiKey(.owner)]
            for entry in site.entries where entry.operation?.query.contains(where: { $0.name == "cursor" }) == true {
                guard !entry.path.contains(":") else { continue }
                let reply = try await site.call("GET", "\(entry.path)?cursor=\(cursor)", headers: key)
                #expect(reply.status == 400, "\(entry.path)")
                #expect(reply.field == "cursor")
            }
        }
    }

    @Test(arguments: ["0", "201", "-1", "1.5", "x", "99999999999999999999", ""])
    func aLimitIsANumberFrom1To200(limit: String) async throws {
        try await Site.with { site in
            let key = ["X-API-Key": try await site.apiKey(.owner)]
            let reply = try await site.call("GET", "/api/providers?limit=\(limit)", headers: key)
            #expect(reply.status == 400)
            #expect(reply.field == "limit")
        }
    }
}

@Suite
struct TimeTextTests {
    @Test(arguments: [
        "2026-11-22T12:00:00Z", "2026-11-22T12:00:00.5Z", "2026-11-22T12:00:00.123456Z", "2026-11-22T13:00:00+01:00",
    ])
    func timesOfRFC3339AreRead(text: String) throws {
        let moment = try #require(TimeText.read(text))
        #expect(moment.seconds == 1_795_348_800)
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22T12:00:00", "2026-11-22T12:00:00Zjunk", "99999-01-01T00:00:00Z",
        "2026-11-22T12:00:60Z", "2026-13-01T00:00:00Z", " 2026-11-22T12:00:00Z", "2026-11-22 12:00:00Z", "1795348800",
    ])
    func whatOnlyLooksLikeOneIsNot(text: String) { #expect(TimeText.read(text) == nil) }
}
