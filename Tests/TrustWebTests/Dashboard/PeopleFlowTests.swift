// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import Testing
import TrustControl
import TrustCore

@testable import TrustWeb

@Suite(.timeLimit(.minutes(5))) struct PeopleFlowTests {
    /// Invites, and gives the link's path.
    private func invite(_ browser: Browser, _ email: String, role: String = "member") async throws -> String {
        let page = try await browser.post(
            "/settings/users/invitations", [("email", email), ("role", role)], token: browser.token())
        #expect(page.status == .ok)
        return try link(in: page)
    }

    private func link(in page: Browser.Page) throws -> String {
        let shown = try #require(page.text.components(separatedBy: "id=\"new-link\">").dropFirst().first)
        let link = String(shown.prefix { $0 != "<" })
        return String(link.trimmingPrefix("http://localhost"))
    }

    private func field(_ text: String, after mark: String, until end: Character) throws -> String {
        String(try #require(text.components(separatedBy: mark).dropFirst().first).prefix { $0 != end })
    }

    @Test func aLinkLetsOnePersonInWithoutScript() async throws {
        try await Browser.with { browser, house in
            try await browser.setUp(house)
            let path = try await invite(browser, "bob@example.com")
            #expect(path.hasPrefix("/invitations/accept?token=inv_"))
            let token = try field(path, after: "token=", until: "&")
            let users = try await browser.get("/settings/users").text
            #expect(users.contains("bob@example.com") && users.contains("Pending") && !users.contains(token))
            _ = try await browser.post("/sign-out", [], token: browser.token())

            let page = try await browser.get(path)
            #expect(page.status == .ok && page.text.contains("Example Inc.") && page.text.contains("bob@example.com"))
            #expect(page.headers[.name("Referrer-Policy")] == "same-origin")
            let short = try await browser.post(
                "/invitations/accept", [("csrf_token", ""), ("token", token), ("name", "Bob <b>"), ("password", "no")])
            #expect(short.status == .unprocessableContent)
            #expect(short.text.contains("id=\"password-error\"") && short.text.contains("Bob &lt;b&gt;"))
            let done = try await browser.post(
                "/invitations/accept",
                [("csrf_token", ""), ("token", token), ("name", "Bob"), ("password", "correct horse")])
            #expect(done.status == .created && done.text.contains("action=\"/sign-in\""))
            #expect(done.headers[.setCookie] == nil)
            for again in [
                try await browser.get(path), try await browser.get("/invitations/accept"),
                try await browser.post(
                    "/invitations/accept",
                    [("csrf_token", ""), ("token", token), ("name", "Bob"), ("password", "correct horse")]),
            ] { #expect(again.status == .notFound && again.text.contains("not good any more")) }

            let signedIn = try await browser.post(
                "/sign-in", [("csrf_token", ""), ("email", "bob@example.com"), ("password", "correct horse")])
            #expect(signedIn.status == .seeOther)
            // A member has no such place.
            #expect(try await !browser.get("/").text.contains("/settings/users"))
            #expect(try await browser.get("/settings/users").status == .forbidden)
        }
    }

    @Test func rolesAreChangedAndPeopleRemoved() async throws {
        try await Browser.with { browser, house in
            try await browser.setUp(house)
            let path = try await invite(browser, "bob@example.com")
            let accepted = try await house.control.invitations.accept(
                token: secret(try field(path, after: "token=", until: "&")), name: "Bob",
                password: secret("a password"))
            let user = "/settings/users/\(accepted.user.id)"
            let token = try await browser.token()
            #expect(try await browser.get(user + "/role").text.contains("value=\"member\" checked"))
            let changed = try await browser.post(user + "/role", [("role", "admin")], token: token)
            #expect(changed.location == "/settings/users?done=role-changed")
            let none = try await browser.post(user + "/role", [("role", "")], token: token)
            #expect(none.status == .unprocessableContent)
            let question = try await browser.get(user + "/remove", htmx: true)
            #expect(question.text.contains("action=\"\(user)/remove\"") && !question.text.contains("<html"))
            #expect(try await browser.post(user + "/remove", [], token: token).status == .seeOther)
            #expect(try await !browser.get("/settings/users").text.contains("bob@example.com"))
            #expect(try await browser.get(user + "/remove").status == .notFound)
        }
    }

    @Test func theLastOwnerIsToldSo() async throws {
        try await Browser.with { browser, house in
            try await browser.setUp(house)
            let users = try await browser.get("/settings/users").text
            #expect(users.contains("(you)"))
            let mine = try field(users, after: "hx-get=\"/settings/users/", until: "/")
            let token = try await browser.token()
            let changed = try await browser.post("/settings/users/\(mine)/role", [("role", "viewer")], token: token)
            #expect(changed.status == .unprocessableContent && changed.text.contains("banner-bad"))
            let removed = try await browser.post("/settings/users/\(mine)/remove", [], token: token)
            #expect(removed.status == .conflict)
            #expect(try await browser.get("/settings/users").status == .ok)
        }
    }

    @Test func anInvitationIsMadeAnewAndTakenBack() async throws {
        try await Browser.with { browser, house in
            try await browser.setUp(house)
            let first = try await invite(browser, "bob@example.com")
            let again = try await browser.post(
                "/settings/users/invitations", [("email", "bob@example.com"), ("role", "member")],
                token: browser.token())
            #expect(again.status == .unprocessableContent && again.text.contains("id=\"invite-email-error\""))
            let list = try await browser.get("/settings/users").text
            let form = try field(list, after: "action=\"/settings/users/invitations/", until: "\"")
            let id = try field("/" + form, after: "/", until: "/")
            // The row's own form carries the session's token.
            let hidden = "<input type=\"hidden\" name=\"csrf_token\" value=\""
            let token = try field(list, after: "\(id)/resend\" data-busy>\(hidden)", until: "\"")
            let renewed = try await browser.post("/settings/users/invitations/\(id)/resend", [], token: token)
            let second = try link(in: renewed)
            #expect(second != first)
            #expect(try await browser.get(first).status == .notFound)
            #expect(try await browser.get(second).status == .ok)
            let question = try await browser.get("/settings/users/invitations/\(id)/revoke")
            #expect(question.text.contains("bob@example.com"))
            let back = try await browser.post("/settings/users/invitations/\(id)/revoke", [], token: token)
            #expect(back.status == .seeOther)
            #expect(try await browser.get(second).status == .notFound)
            #expect(try await !browser.get("/settings/users").text.contains("bob@example.com"))
        }
    }
}
