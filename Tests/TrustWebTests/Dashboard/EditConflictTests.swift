// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import Testing
import TrustControl
import TrustCore

@testable import TrustWeb

@Suite(.timeLimit(.minutes(3)))
struct EditConflictTests {
    private static func version(in page: String) throws -> String {
        let rest = try #require(page.components(separatedBy: "name=\"version\" value=\"").dropFirst().first)
        return String(rest.prefix { $0 != "\"" })
    }

    @Test func aProvidersFormShowsBothVersionsInsteadOfOverwriting() async throws {
        let stub = try StubProvider()
        defer { stub.stop() }
        try await Browser.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { browser, house in
            try await browser.setUp(house)
            let added = try await browser.post(
                "/settings/providers",
                [
                    ("type", "openai"), ("base_url", stub.baseURL), ("api_key", "sk-proj-0123456789abcdefghij"),
                    ("name", "first"), ("use_case", ""),
                ], token: browser.token())
            let path = String(added.location.prefix { $0 != "?" })
            let version = try Self.version(in: try await browser.get(path).text)

            func save(_ name: String, _ version: String) async throws -> Browser.Page {
                try await browser.post(
                    "\(path)/rename", [("name", name), ("use_case", ""), ("version", version)],
                    token: browser.token())
            }
            #expect(try await save("theirs", version).status == .seeOther)
            let refused = try await save("mine", version)
            #expect(refused.status == .conflict)
            #expect(refused.text.contains("Somebody else has changed this"))
            #expect(refused.text.contains("saved is “theirs”, yours is “mine”"))
            #expect(try await browser.get(path).text.contains("<h1>theirs</h1>"))
            // Now that both are known, the second saving counts.
            #expect(try await save("mine", Self.version(in: refused.text)).status == .seeOther)
            #expect(try await browser.get(path).text.contains("<h1>mine</h1>"))
        }
    }

    @Test func anAgentsAndTheLimitsFormsDoSoToo() async throws {
        try await Browser.with { browser, house in
            try await browser.setUp(house)
            let agent = try await browser.addAgent(
                "support-1", of: browser.addAgentType(on: browser.addProvider("first")))
            let forms: [(page: String, form: String, theirs: (String, String), mine: (String, String), words: String)] =
                [
                    (
                        "\(agent)/edit", "\(agent)/edit", ("label_team", "theirs"),
                        ("label_team", "mine"), "Label team: saved is “theirs”, yours is “mine”"
                    ),
                    (
                        "/settings/limits", "/settings/limits", ("organization_requests", "70"),
                        ("organization_requests", "80"), "Requests a minute: saved is “70”, yours is “80”"
                    ),
                ]
            for (page, form, theirs, mine, words) in forms {
                let version = try Self.version(in: try await browser.get(page).text)
                func save(_ field: (String, String), _ version: String) async throws -> Browser.Page {
                    let name = form.hasPrefix("/agents") ? [("name", "support-1")] : []
                    return try await browser.post(
                        form, name + [field, ("version", version)], token: browser.token())
                }
                #expect(try await save(theirs, version).status == .seeOther, "\(form)")
                let refused = try await save(mine, version)
                #expect(refused.status == .conflict, "\(form)")
                #expect(refused.text.contains(words), "\(form)")
                #expect(try await save(mine, Self.version(in: refused.text)).status == .seeOther, "\(form)")
            }
        }
    }

    @Test func aFormThatIsRefusedStaysAtTheVersionThatWasRead() async throws {
        try await Browser.with { browser, house in
            try await browser.setUp(house)
            let agent = try await browser.addAgent(
                "support-1", of: browser.addAgentType(on: browser.addProvider("first")))
            let version = try Self.version(in: try await browser.get("\(agent)/edit").text)
            func save(_ fields: [(String, String)], _ version: String) async throws -> Browser.Page {
                try await browser.post(
                    "\(agent)/edit", fields + [("version", version)], token: browser.token())
            }
            #expect(try await save([("name", "theirs")], version).status == .seeOther)
            let refused = try await save([("name", "mine"), ("labels", "no equals sign")], version)
            #expect(refused.status == .unprocessableContent)
            #expect(try await save([("name", "mine")], Self.version(in: refused.text)).status == .conflict)
        }
    }

    @Test func whatDiffersIsListedAndLineEndsDoNot() {
        var conflict = EditConflict()
        conflict.compare("Prompt", saved: "a\nb", typed: "a\r\nb")
        #expect(conflict.banner.advice.isEmpty)
        conflict.compare("Model", saved: "x", typed: "")
        #expect(conflict.banner.advice == ["Model: saved is “x”, yours is empty."])
    }
}
