// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import Testing
import TrustControl
import TrustCore

@testable import TrustWeb

@Suite(.timeLimit(.minutes(5))) struct PageFlowTests {
    private let key = "sk-proj-0123456789abcdefghijAB12"

    private func addProvider(
        _ browser: Browser, at stub: StubProvider, name: String = "openai-production", key: String? = nil,
        anyway: Bool = false
    ) async throws -> Browser.Page {
        var fields = [
            ("type", "openai"), ("base_url", stub.baseURL), ("api_key", key ?? "  \(self.key) "), ("name", name),
            ("use_case", "Production agents"),
        ]
        if anyway { fields.append(("save_anyway", "yes")) }
        return try await browser.post("/settings/providers", fields, token: browser.token())
    }

    @Test func beforeThereIsAnOwnerEveryPageLeadsToSetup() async throws {
        try await Browser.with { browser, _ in
            for path in ["/", "/agents", "/settings/providers", "/sign-in"] {
                let page = try await browser.get(path)
                #expect(page.status.kind == .redirection && page.location == "/setup")
            }
            #expect(try await browser.get("/setup").status == .ok)
        }
    }

    @Test func aWrongSetupTokenIsSaidBesideItsFieldAndKeepsTheRest() async throws {
        try await Browser.with { browser, house in
            _ = try await house.control.setup.issueToken()
            let page = try await browser.post(
                "/setup",
                [
                    ("token", "wrong"), ("organization", "Example Inc."), ("name", "Ada"), ("email", "ada@example.com"),
                    ("password", "planted-password-1"),
                ])
            #expect(page.status == .unprocessableContent)
            #expect(page.text.contains("id=\"token-error\"") && page.text.contains("value=\"Example Inc.\""))
            #expect(!page.text.contains("planted-password-1"))
        }
    }

    @Test func signingOutAndInAgain() async throws {
        try await Browser.with { browser, house in
            try await browser.setUp(house)
            #expect(try await browser.get("/").status == .ok)
            let out = try await browser.post("/sign-out", [], token: browser.token())
            #expect(out.location == "/sign-in")
            #expect(try await browser.get("/agents").status.kind == .redirection)
            let wrong = try await browser.post("/sign-in", [("email", "ada@example.com"), ("password", "no")])
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("value=\"ada@example.com\""))
            let right = try await browser.post(
                "/sign-in",
                [("email", "ada@example.com"), ("password", "correct horse battery"), ("next", "/agents")])
            #expect(right.status == .seeOther && right.location == "/agents")
            #expect(try await browser.get("/agents").status == .ok)
        }
    }

    @Test func aProviderIsAddedAsTheSourceDocumentSays() async throws {
        let stub = try StubProvider()
        defer { stub.stop() }
        try await Browser.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { browser, house in
            try await browser.setUp(house)
            #expect(try await browser.get("/settings/providers").text.contains("No provider yet"))
            let saved = try await addProvider(browser, at: stub)
            #expect(saved.status == .seeOther)
            let detail = try await browser.get(saved.location)
            #expect(detail.status == .ok)
            for part in ["openai-production", "…AB12", "works", "AES-256-GCM", "Production agents"] {
                #expect(detail.text.contains(part), "\(part)")
            }
            let list = try await browser.get("/settings/providers")
            #expect(list.text.contains("openai-production"))
            for page in [detail, list] { #expect(!page.text.contains(key)) }
            #expect(stub.received.first?.contains(key) == true)
        }
    }

    @Test func aKeyThatIsRefusedIsExplainedAndCanBeSavedAnyway() async throws {
        let stub = try StubProvider { _ in .invalidKey }
        defer { stub.stop() }
        try await Browser.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { browser, house in
            try await browser.setUp(house)
            let refused = try await addProvider(browser, at: stub)
            #expect(refused.status == .unprocessableContent)
            for part in ["value=\"openai-production\"", stub.baseURL, "no extra spaces", "save_anyway"] {
                #expect(refused.text.contains(part), "\(part)")
            }
            #expect(!refused.text.contains(key))
            let saved = try await addProvider(browser, at: stub, anyway: true)
            #expect(saved.status == .seeOther)
            #expect(try await browser.get(saved.location).text.contains("not tested"))
        }
    }

    @Test func aTakenNameIsSaidBesideItsField() async throws {
        let stub = try StubProvider()
        defer { stub.stop() }
        try await Browser.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { browser, house in
            try await browser.setUp(house)
            _ = try await addProvider(browser, at: stub)
            let again = try await addProvider(browser, at: stub)
            #expect(again.status == .unprocessableContent && again.text.contains("id=\"provider-name-error\""))
        }
    }

    @Test func testRenameAndDeleteOfAProvider() async throws {
        let stub = try StubProvider()
        defer { stub.stop() }
        try await Browser.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { browser, house in
            try await browser.setUp(house)
            let token = try await browser.token()
            let added = try await addProvider(browser, at: stub)
            let path = String(added.location.prefix { $0 != "?" })
            let tested = try await browser.post(path + "/test", [], token: token)
            #expect(tested.text.contains("2 models: gpt-4o, gpt-4o-mini."))
            let renamed = try await browser.post(
                path + "/rename", [("name", "openai-main"), ("use_case", "")], token: token)
            #expect(renamed.status == .seeOther)
            let dialog = try await browser.get(path + "/delete", htmx: true)
            #expect(dialog.text.contains("data-name=\"openai-main\"") && !dialog.text.contains("<html"))
            let wrong = try await browser.post(path + "/delete", [("confirmation", "openai")], token: token)
            #expect(wrong.status == .unprocessableContent)
            let deleted = try await browser.post(path + "/delete", [("confirmation", "openai-main")], token: token)
            #expect(deleted.status == .seeOther)
            #expect(try await browser.get(path).status == .notFound)
        }
    }

    @Test func anAgentIsMadeStartedAndKeepsItsProvider() async throws {
        let stub = try StubProvider()
        defer { stub.stop() }
        try await Browser.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { browser, house in
            try await browser.setUp(house)
            let token = try await browser.token()
            let added = try await addProvider(browser, at: stub)
            let provider = String(added.location.prefix { $0 != "?" })
            let made = try await browser.post(
                "/agent-types",
                [
                    ("name", "Support"), ("system_prompt", "Be kind.\r\nBe brief."),
                    ("provider_id", provider.components(separatedBy: "/").last ?? ""), ("model", "gpt-4o"),
                    ("capability_code_review", "yes"), ("temperature", "0.7"), ("max_tokens", ""),
                    ("endpoint_slug", "support"), ("delivery", "leased"),
                ], token: token)
            #expect(made.status == .seeOther, "\(made.text)")
            let type = String(made.location.prefix { $0 != "?" })
            let typePage = try await browser.get(type)
            #expect(typePage.text.contains("Be kind.\nBe brief.") && typePage.text.contains("/api/v1/ask/support"))

            let created = try await browser.post(
                "/agents",
                [
                    ("name", "support-1"), ("agent_type_id", type.components(separatedBy: "/").last ?? ""),
                    ("start", "yes"),
                ],
                token: token)
            #expect(created.status == .seeOther, "\(created.text)")
            let agent = created.location
            #expect(try await browser.get(agent).text.contains("starting"))
            let rows = try await browser.get("/agents/rows", htmx: true)
            #expect(rows.text.hasPrefix("<tbody") && rows.text.contains("every 1s"))

            let blocked = try await browser.get(provider + "/delete")
            #expect(blocked.text.contains("href=\"\(agent)\"") && !blocked.text.contains("confirmation-button"))
            let busy = try await browser.get(agent + "/delete")
            #expect(!busy.text.contains("confirmation-button"))

            let stopped = try await browser.post(agent + "/stop", [("from", "detail")], token: token, htmx: true)
            #expect(stopped.text.contains("id=\"agent-head\"") && stopped.text.contains("stopped"))
            let talked = try await browser.post(
                agent + "/talk", [("content", "Hello"), ("thread", "")], token: token, htmx: true)
            #expect(talked.status == .ok && talked.text.contains("utterance-bad"))
            let plain = try await browser.post(
                agent + "/talk", [("content", "Hello <b>"), ("thread", "")], token: token)
            #expect(plain.text.contains("Hello &lt;b&gt;</textarea>"))
            let deleted = try await browser.post(agent + "/delete", [("confirmation", "support-1")], token: token)
            #expect(deleted.location.hasPrefix("/agents"))
        }
    }

    @Test func numbersThatAreNoneAreSaidBesideTheirFields() async throws {
        try await Browser.with { browser, house in
            try await browser.setUp(house)
            let page = try await browser.post(
                "/agent-types",
                [
                    ("name", "Support"), ("system_prompt", "Be kind."), ("provider_id", ""), ("model", "gpt-4o"),
                    ("temperature", "1.5"), ("max_tokens", "-1"), ("endpoint_slug", ""), ("delivery", "env"),
                ], token: browser.token())
            #expect(page.status == .unprocessableContent)
            for field in ["type-provider", "type-temperature", "type-max-tokens"] {
                #expect(page.text.contains("id=\"\(field)-error\""), "\(field)")
            }
            #expect(page.text.contains("Be kind."))
        }
    }

    @Test func anAPIKeyIsShownOnceAndRevoked() async throws {
        try await Browser.with { browser, house in
            try await browser.setUp(house)
            let token = try await browser.token()
            let made = try await browser.post(
                "/settings/api-keys", [("name", "Website"), ("role", "member")], token: token)
            let shown = try #require(made.text.components(separatedBy: "id=\"new-key\">").dropFirst().first)
            let key = String(shown.prefix { $0 != "<" })
            #expect(key.hasPrefix("cust_"))
            let list = try await browser.get("/settings/api-keys").text
            #expect(list.contains("Website") && !list.contains(key))
            let revoke = try #require(
                list.components(separatedBy: "/settings/api-keys/").first { $0.contains("/revoke\"") })
            let id = String(revoke.prefix { $0 != "/" })
            #expect(try await browser.post("/settings/api-keys/\(id)/revoke", [], token: token).status == .seeOther)
            #expect(try await browser.get("/settings/api-keys").text.contains("No API key yet"))
            let scoped = try await browser.post(
                "/settings/api-keys",
                [("name", "Grafana"), ("role", "viewer"), ("scope", "reading"), ("days", "30")], token: token)
            #expect(scoped.text.contains("Good for: reading. Ends "))
            // Without an endpoint there is none to tick, and nothing that a key for asking could ask.
            let bare = try await browser.post(
                "/settings/api-keys", [("name", "Bot"), ("role", "member"), ("scope", "asking")], token: token)
            #expect(bare.status == .unprocessableContent)
        }
    }

    @Test(arguments: [
        "/settings/providers", "/agents", "/agent-types", "/settings/api-keys", "/settings/users/invitations",
        "/sign-out",
    ])
    func aFormWithoutTheSessionsTokenIsRefused(path: String) async throws {
        try await Browser.with { browser, house in
            try await browser.setUp(house)
            #expect(try await browser.post(path, [("name", "x")]).status == .forbidden)
            #expect(try await browser.post(path, [("name", "x")], token: "wrong").status == .forbidden)
        }
    }

    @Test func anUnknownPageIsSaidInTheFrame() async throws {
        try await Browser.with { browser, house in
            try await browser.setUp(house)
            for path in ["/nowhere", "/agents/\(AgentID.make())", "/settings/providers/not-an-id"] {
                let page = try await browser.get(path)
                #expect(page.status == .notFound && page.text.contains("class=\"rail\""), "\(path)")
            }
        }
    }

    @Test func htmxIsNeverSentAWholePage() async throws {
        try await Browser.with { browser, house in
            try await browser.setUp(house)
            let gone = try await browser.get("/agents/\(AgentID.make())/head", htmx: true)
            #expect(gone.status == .notFound && !gone.text.contains("<html"))
            _ = try await browser.post("/sign-out", [], token: browser.token())
            let out = try await browser.get("/agents/rows", htmx: true)
            #expect(out.headers[.name("HX-Redirect")] == "/sign-in" && !out.text.contains("<html"))
        }
    }

    @Test func anAddressCantPutWordsIntoAPage() async throws {
        try await Browser.with { browser, house in
            try await browser.setUp(house)
            let page = try await browser.get("/agents?done=planted-words")
            #expect(!page.text.contains("planted-words"))
            #expect(try await browser.get("/agents?done=agent-deleted").text.contains("class=\"flash\""))
        }
    }

    @Test func staticFilesHaveTheirTypeAndVersion() async throws {
        try await Browser.with { browser, _ in
            let css = try await browser.get("/assets/tokens.css")
            #expect(css.status == .ok && css.headers[.contentType] == "text/css; charset=utf-8")
            #expect(css.headers[.cacheControl] == "no-cache" && css.headers[.eTag] != nil)
            let version = try StaticFiles(directory: StaticFiles.bundled).version
            let versioned = try await browser.get("/assets/tokens.css?v=\(version)")
            #expect(versioned.headers[.cacheControl]?.contains("immutable") == true)
            for path in [
                "/assets/../Templates/layout.mustache", "/assets/%2e%2e/Package.swift", "/assets/vendor/README.md",
            ] {
                #expect(try await browser.get(path).status == .notFound, "\(path)")
            }
        }
    }
}
