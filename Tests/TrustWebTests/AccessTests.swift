// SPDX-License-Identifier: Apache-2.0
import HummingbirdTesting
import Testing
import TrustControl
import TrustCore
import TrustWeb

@Suite(.timeLimit(.minutes(3)))
struct AccessTests {
    static let id = "01938f5e-0000-7000-8000-000000000000"

    static func uri(_ path: String) -> String {
        path.replacing(":id", with: id).replacing(":slug", with: "none").replacing("**", with: "none")
    }

    @Test func everyRouteButTheOpenOnesRefusesStrangers() async throws {
        try await Site.with { site in
            #expect(site.entries.count >= 25)
            for entry in site.entries where entry.requirement != .open && entry.requirement != .openAfterSetup {
                for headers in [
                    [:], ["Authorization": "Bearer ses_\(String(repeating: "A", count: 43))"],
                    ["X-API-Key": "cust_\(String(repeating: "A", count: 43))"], ["X-API-Key": "null"],
                    ["Cookie": "ag2trust="], ["Cookie": "ag2trust=ses_\(String(repeating: "A", count: 43))"],
                    ["Authorization": "Basic YTpi"],
                ] {
                    let reply = try await site.call(entry.method, Self.uri(entry.path), headers: headers)
                    #expect(reply.status == 401, "\(entry.method) \(entry.path) \(headers)")
                }
            }
        }
    }

    @Test func theOpenRoutesAreAClosedList() async throws {
        try await Site.with { site in
            let open = site.entries.filter { $0.requirement == .open || $0.requirement == .openAfterSetup }
            #expect(
                Set(open.map { "\($0.method) \($0.path)" })
                    == [
                        "GET /healthz", "GET /readyz", "GET /openapi.json", "POST /api/setup", "POST /api/session",
                        "POST /api/invitations/accept",
                    ])
        }
    }

    @Test func everyPageSendsStrangersToSignIn() async throws {
        try await Site.with(hasDashboard: true) { site in
            let key = try await site.apiKey(.owner)
            let pages = site.entries.filter { !$0.path.hasPrefix("/api/") }
            let guarded = pages.filter { $0.requirement != .open && $0.requirement != .openAfterSetup }
            #expect(guarded.count >= 20)
            for entry in guarded {
                // A page is for people: an API key is not one.
                for headers in [[:], ["Cookie": "ag2trust=ses_x"], ["X-API-Key": key]] {
                    let reply = try await site.call(entry.method, Self.uri(entry.path), headers: headers)
                    if entry.method == "GET" {
                        #expect(reply.status == 303, "\(entry.path)")
                        #expect(reply.headers["location"]?.hasPrefix("/sign-in") == true)
                    } else {
                        #expect(reply.status == 401, "\(entry.method) \(entry.path)")
                    }
                }
            }
            let open = pages.filter { $0.requirement == .open || $0.requirement == .openAfterSetup }
            #expect(
                Set(open.map { "\($0.method) \($0.path)" })
                    == [
                        "GET /healthz", "GET /readyz", "GET /openapi.json", "GET /assets/**", "GET /setup",
                        "POST /setup", "GET /sign-in", "POST /sign-in", "GET /invitations/accept",
                        "POST /invitations/accept",
                    ])
        }
    }

    @Test func everyChangingPageNeedsTheFormsToken() async throws {
        try await Site.with(hasDashboard: true) { site in
            let visitor = try await site.visitor()
            let changing = site.entries.filter {
                $0.method != "GET" && $0.requirement != .open && $0.requirement != .openAfterSetup
            }
            for entry in changing {
                let reply = try await site.call(
                    entry.method, Self.uri(entry.path),
                    headers: [
                        "Cookie": "ag2trust=\(visitor.token)", "Origin": "http://localhost",
                        "Content-Type": "application/x-www-form-urlencoded",
                    ])
                #expect(reply.status == 403, "\(entry.method) \(entry.path)")
            }
        }
    }

    @Test(arguments: Role.allCases)
    func everyRouteAsksForItsPermission(role: Role) async throws {
        try await Site.with { site in
            let key = try await site.apiKey(role)
            for entry in site.entries {
                guard case .permission(let permission) = entry.requirement else { continue }
                let reply = try await site.call(entry.method, Self.uri(entry.path), headers: ["X-API-Key": key])
                let isRefused = reply.status == 403
                #expect(isRefused == (role < permission.lowestRole), "\(role) \(entry.method) \(entry.path)")
                #expect(reply.status != 401)
            }
        }
    }

    @Test func anAPIKeyIsNoSignIn() async throws {
        try await Site.with { site in
            let key = try await site.apiKey(.owner)
            #expect(try await site.call("GET", "/api/session", headers: ["X-API-Key": key]).status == 401)
        }
    }

    @Test func aCredentialInTheAddressIsNone() async throws {
        try await Site.with { site in
            let key = try await site.apiKey(.owner)
            for name in ["api_key", "key", "token", "access_token"] {
                #expect(try await site.call("GET", "/api/providers?\(name)=\(key)").status == 401)
            }
        }
    }

    @Test func twoCredentialsAtOnceAreRefused() async throws {
        try await Site.with { site in
            let (key, visitor) = (try await site.apiKey(.owner), try await site.visitor())
            for headers in [
                ["X-API-Key": key, "Authorization": "Bearer \(key)"],
                ["X-API-Key": key, "Cookie": "ag2trust=\(visitor.token)"],
                ["Cookie": "ag2trust=\(visitor.token); ag2trust=\(visitor.token)"],
            ] {
                let reply = try await site.call("GET", "/api/providers", headers: headers)
                #expect(reply.status == 400)
                #expect(reply.code == "INVALID_REQUEST")
            }
        }
    }

    @Test func everyWayOfCarryingACredentialWorks() async throws {
        try await Site.with { site in
            let (key, visitor) = (try await site.apiKey(.viewer), try await site.visitor())
            for headers in [
                ["X-API-Key": key], ["Authorization": "Bearer \(key)"], ["Authorization": "bearer \(visitor.token)"],
                ["Cookie": "other=1; ag2trust=\(visitor.token)"],
            ] {
                #expect(try await site.call("GET", "/api/providers", headers: headers).status == 200)
            }
        }
    }

    @Test func aChangeByCookieNeedsTheFormsTokenAndOurOrigin() async throws {
        try await Site.with { site in
            let visitor = try await site.visitor()
            let path = "/api/keys"
            let body = #"{"name":"ci"}"#
            let cookie = ["Cookie": "ag2trust=\(visitor.token)"]
            let own = ["Origin": "http://localhost"]
            let token = ["X-CSRF-Token": visitor.csrf]
            for headers in [
                cookie, cookie.merging(own) { $1 }, cookie.merging(token) { $1 },
                cookie.merging(own) { $1 }.merging(["X-CSRF-Token": "wrong"]) { $1 },
                cookie.merging(token) { $1 }.merging(["Origin": "http://evil.example"]) { $1 },
                cookie.merging(token) { $1 }.merging(["Origin": "null"]) { $1 },
                cookie.merging(token) { $1 }.merging(["Origin": "https://localhost"]) { $1 },
                cookie.merging(token) { $1 }.merging(["Origin": "http://localhost:9999"]) { $1 },
            ] {
                #expect(try await site.call("POST", path, body, headers: headers).status == 403)
            }
            let all = cookie.merging(own) { $1 }.merging(token) { $1 }
            #expect(try await site.call("POST", path, body, headers: all).status == 201)
            // A bearer is not sent by a browser on its own.
            let bearer = ["Authorization": "Bearer \(visitor.token)"]
            #expect(try await site.call("POST", path, body, headers: bearer).status == 201)
        }
    }

    @Test func signInFromAnotherSiteIsRefused() async throws {
        try await Site.with { site in
            let reply = try await site.call(
                "POST", "/api/session", #"{"email":"a@example.com","password":"xxxxxxxx"}"#,
                headers: ["Origin": "http://evil.example"])
            #expect(reply.status == 403)
        }
    }

    @Test func withoutAnOwnerOnlySetupAndHealthAnswer() async throws {
        try await Site.with(hasOwner: false) { site in
            for entry in site.entries where entry.requirement != .open {
                let reply = try await site.call(entry.method, Self.uri(entry.path))
                #expect(reply.status == 403)
                #expect(reply.code == "SETUP_REQUIRED")
            }
            #expect(try await site.call("GET", "/healthz").status == 200)
            #expect(try await site.call("GET", "/readyz").status == 200)
        }
    }

    @Test func setupOnceThenSignInThenOut() async throws {
        try await Site.with(hasOwner: false) { site in
            let issued = try await site.house.control.setup.issueToken()
            guard let issued else { throw FakeError() }
            let token = text(of: issued)
            func body(_ token: String) -> String {
                #"{"organization":"Example","email":"o@example.com","name":"Olga","token":"\#(token)","password":"correct horse"}"#
            }
            #expect(try await site.call("POST", "/api/setup", body("set_wrong")).status == 401)
            let made = try await site.call("POST", "/api/setup", body(token))
            #expect(made.status == 201)
            #expect(made.json["user"]?["email"] == "o@example.com")
            #expect(try await site.call("POST", "/api/setup", body(token)).code == "ALREADY_SET_UP")

            let wrong = try await site.call(
                "POST", "/api/session", #"{"email":"o@example.com","password":"wrong horse"}"#)
            #expect(wrong.status == 401)
            #expect(wrong.code == "INVALID_CREDENTIALS")
            let reply = try await site.call(
                "POST", "/api/session", #"{"email":"O@Example.com","password":"correct horse"}"#)
            #expect(reply.status == 201)
            let session = try #require(reply.json["token"]?.string)
            #expect(session.hasPrefix("ses_"))
            #expect(
                reply.headers["set-cookie"]
                    == "ag2trust=\(session); Max-Age=43200; Path=/; HttpOnly; SameSite=Strict")
            let bearer = ["Authorization": "Bearer \(session)"]
            let who = try await site.call("GET", "/api/session", headers: bearer)
            #expect(who.json["role"] == "owner")
            #expect(who.json["token"] == nil)
            #expect(!who.text.contains(session))
            #expect(try await site.call("DELETE", "/api/session", headers: bearer).status == 204)
            #expect(try await site.call("GET", "/api/session", headers: bearer).status == 401)
        }
    }

    @Test func tooManyFailuresAre429WithTheTimeToWait() async throws {
        try await Site.with { site in
            for _ in 0..<10 {
                try await site.house.ports.identity.recordFailedSignIn(
                    subject: "email:owner@example.com", at: site.house.clock.now)
            }
            let reply = try await site.call(
                "POST", "/api/session", #"{"email":"owner@example.com","password":"whatever"}"#)
            #expect(reply.status == 429)
            #expect(reply.code == "RATE_LIMIT_EXCEEDED")
            #expect(reply.headers["retry-after"] == "900")
        }
    }
}
