// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import Testing
import TrustControl
import TrustCore

@testable import TrustWeb

@Suite(.timeLimit(.minutes(3))) struct CommandsTests {
    /// Parts that htmx asks for, and what is no page within the frame.
    private static let exceptions: Set<String> = [
        "GET /agents/rows", "GET /agents/:id/head", "GET /agents/:id/statistics", "GET /agents/:id/calls",
        "GET /settings", "POST /sign-out",
    ]

    private static func isFramed(_ entry: AccessRoutes.Entry) -> Bool {
        let isOpen = entry.requirement == .open || entry.requirement == .openAfterSetup
        return !entry.path.hasPrefix("/api/") && !isOpen && !exceptions.contains("\(entry.method) \(entry.path)")
    }

    @Test func everyPageAndFormIsSaidToTheAPIAndTheCommandLine() async throws {
        try await Site.with(hasDashboard: true) { site in
            let calls = Set(site.entries.map { "\($0.method) \($0.path)" })
            let pages = site.entries.filter(Self.isFramed)
            #expect(pages.count > 40)
            for page in pages {
                let path = page.path.split(separator: "/").map { $0.hasPrefix(":") ? UUID().uuidString : String($0) }
                let found = CommandsPart.recipes(method: page.method, path: "/" + path.joined(separator: "/"))
                #expect(found != nil, "\(page.method) \(page.path) has no recipe in CommandRecipe+pages.swift")
                for recipe in found?.recipes ?? [] {
                    #expect(calls.contains("\(recipe.method) \(recipe.path)"), "\(recipe.path) is no call of the API")
                }
            }
        }
    }

    @Test func thePagesShowThem() async throws {
        try await Browser.with { browser, house in
            try await browser.setUp(house)
            for path in ["/", "/agents", "/agents/new", "/agent-types", "/requests", "/settings/providers/new"] {
                let page = try await browser.get(path)
                #expect(page.text.contains("Same thing by API or command line"), "\(path)")
                #expect(page.text.contains("class=\"command-curl\"") && page.text.contains("class=\"command-line\""))
                #expect(page.text.contains("data-copy=\"curl-0\"") && page.text.contains("data-copy=\"command-0\""))
            }
            let missing = try await browser.get("/agents/\(AgentID.make())")
            #expect(missing.status == .notFound)
        }
    }

    @Test(arguments: ["/agents/$(id)", "/agents/x;id", "/agents/", "/nothing", "/agents/\(UUID())/nothing"])
    func onlyPagesWithRealIdsHaveThem(_ path: String) {
        let found = CommandsPart.recipes(method: "GET", path: path)
        #expect(found == nil || found?.id == "")
    }

    @Test func aFilterCanSayNothingToAShell() throws {
        let recipe = CommandRecipe("GET /x", "This", "/api/x", filters: ["model"], command: "x list")
        let pair = recipe.pair(id: "", filter: [("model", "a'; $(id) \"`&")], number: 0)
        #expect(pair.command == #"ag2trust x list --model 'a'\''; $(id) "`&'"#)
        #expect(
            pair.curl
                == #"curl -H "X-API-Key: $AG2TRUST_API_KEY" "$AG2TRUST_URL/api/x?model=a%27%3B%20%24%28id%29%20%22%60%26""#
        )
    }

    @Test func aSecretIsAskedForAndNeverAnArgument() throws {
        let found = try #require(CommandsPart.recipes(method: "GET", path: "/settings/providers/new"))
        let pair = found.recipes[0].pair(id: "", filter: [], number: 0)
        #expect(pair.curl.hasPrefix("read -rs SECRET; printf '") && pair.curl.contains("-d @-"))
        #expect(!pair.command.contains("key"))
    }
}
