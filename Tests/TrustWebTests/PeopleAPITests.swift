// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustControl
import TrustCore
import TrustWeb

@Suite(.timeLimit(.minutes(3)))
struct PeopleAPITests {
    private func token(of link: String) throws -> String {
        try #require(link.components(separatedBy: "token=").dropFirst().first)
    }

    @Test func fromTheInvitationToTheRemoval() async throws {
        try await Site.with { site in
            let key = ["X-API-Key": try await site.apiKey(.owner)]
            let made = try await site.call(
                "POST", "/api/invitations", #"{"email":"Bob@example.com","role":"member"}"#, headers: key)
            #expect(made.status == 201)
            #expect(made.json["state"] == "pending")
            let link = try #require(made.json["link"]?.string)
            #expect(link.hasPrefix("http://localhost/invitations/accept?token=inv_"))
            let list = try await site.call("GET", "/api/invitations", headers: key)
            #expect(list.json["items"]?[0]?["email"] == "bob@example.com")
            #expect(!list.text.contains("inv_") && list.json["items"]?[0]?["link"] == nil)
            let id = try #require(made.json["id"]?.string)
            let resent = try await site.call("POST", "/api/invitations/\(id)/resend", headers: key)
            #expect(resent.status == 200)
            let second = try #require(resent.json["link"]?.string)
            #expect(second != link)

            func accept(_ link: String) async throws -> Site.Reply {
                try await site.call(
                    "POST", "/api/invitations/accept",
                    #"{"token":"\#(try token(of: link))","name":"Bob","password":"correct horse"}"#)
            }
            let replaced = try await accept(link)
            #expect(replaced.status == 404)
            let accepted = try await accept(second)
            #expect(accepted.status == 201)
            #expect(accepted.json["role"] == "member")
            let used = try await accept(second)
            #expect(used.status == 404 && used.json["error"] == replaced.json["error"])

            let session = try await site.call(
                "POST", "/api/session", #"{"email":"bob@example.com","password":"correct horse"}"#)
            let bearer = ["Authorization": "Bearer \(try #require(session.json["token"]?.string))"]
            #expect(try await site.call("GET", "/api/users", headers: bearer).status == 403)

            let users = try await site.call("GET", "/api/users", headers: key)
            #expect(users.json["items"]?.count == 2)
            #expect(users.json["items"]?[0]?["email"] == "bob@example.com")
            #expect(users.json["items"]?[0]?["last_active_at"]?.string != nil)
            let bob = try #require(accepted.json["user"]?["id"]?.string)
            let admin = try await site.call("PATCH", "/api/users/\(bob)", #"{"role":"admin"}"#, headers: key)
            #expect(admin.status == 200 && admin.json["role"] == "admin")
            #expect(try await site.call("GET", "/api/users", headers: bearer).status == 200)
            #expect(try await site.call("DELETE", "/api/users/\(bob)", headers: key).status == 204)
            #expect(try await site.call("GET", "/api/users", headers: bearer).status == 401)
            #expect(try await site.call("DELETE", "/api/users/\(bob)", headers: key).status == 404)
        }
    }

    @Test func theLastOwnerIsAConflict() async throws {
        try await Site.with { site in
            let key = ["X-API-Key": try await site.apiKey(.owner)]
            let owner = try #require(site.house.owner.user)
            let demoted = try await site.call("PATCH", "/api/users/\(owner)", #"{"role":"viewer"}"#, headers: key)
            #expect(demoted.status == 409 && demoted.code == "LAST_OWNER")
            #expect(try await site.call("DELETE", "/api/users/\(owner)", headers: key).status == 409)
            let admin = ["X-API-Key": try await site.apiKey(.admin)]
            #expect(try await site.call("DELETE", "/api/users/\(owner)", headers: admin).status == 403)
        }
    }

    @Test(arguments: [
        (#"{"email":"bob@example.com"}"#, "role"), (#"{"email":"bob","role":"member"}"#, "email"),
        (#"{"email":"bob@example.com","role":"god"}"#, "role"),
        (#"{"email":"bob@example.com","role":"owner"}"#, "role"),
        (#"{"email":"bob@example.com","role":"member","name":"x"}"#, "name"),
    ])
    func whatCannotBeInvitedIsSaidByItsField(body: String, field: String) async throws {
        try await Site.with { site in
            let key = ["X-API-Key": try await site.apiKey(.admin)]
            let reply = try await site.call("POST", "/api/invitations", body, headers: key)
            #expect(reply.status == 400)
            #expect(reply.field == field)
        }
    }
}
