// SPDX-License-Identifier: Apache-2.0
import Foundation
import HummingbirdTesting
import Testing
import TrustControl
import TrustCore
import TrustWeb

/// Whoever asks for a thing of another organization learns no more than that there is none.
@Suite(.timeLimit(.minutes(5)))
struct ForeignObjectTests {
    /// Bodies that get as far as the lookup, by route; pages take forms.
    private static let bodies: [String: String] = [
        "PATCH /api/providers/:id": #"{"name":"x"}"#,
        "PATCH /api/agent-types/:id": #"{"name":"x"}"#,
        "PATCH /api/agents/:id": #"{"name":"x"}"#,
        "POST /api/providers/:id/reassign": #"{"to":"01a20631-95d6-712e-8565-982ac7eeee87"}"#,
        "POST /agents/:id/edit": "name=x",
        "PATCH /api/users/:id": #"{"role":"viewer"}"#,
        "POST /api/v1/ask/:slug": #"{"content":"x"}"#,
        "POST /api/v1/agents/:id/messages": #"{"message":"x"}"#,
        "POST /settings/users/:id/role": "role=viewer",
        "POST /settings/providers/:id/rename": "name=x&use_case=",
        "POST /agents/:id/talk": "content=x&thread=",
        "POST /agents/:id/delete": "confirmation=x",
        "POST /agent-types/:id/delete": "confirmation=x",
        "POST /settings/providers/:id/delete": "confirmation=x",
    ]

    @Test func anAnswerAboutAnotherOrganizationsThingIsTheOneAboutNothing() async throws {
        try await Site.with(hasDashboard: true) { site in
            // A minute that does not end, so that nothing is left over from one call to the next but the calls.
            site.house.clock.freeze()
            let planted = try await Self.plant(in: site.house)
            let visitor = try await site.visitor()
            var routes = 0
            for entry in site.entries where entry.path.contains("/:") {
                routes += 1
                // Each of these in a minute of its own: none is to run into the organization's limit.
                if entry.path.hasPrefix("/api/v1/") { site.house.clock.advance(seconds: 60) }
                for (kind, id) in planted {
                    let there = try await Self.call(site, visitor, entry, id: id, slug: "secret-desk")
                    let nowhere = try await Self.call(
                        site, visitor, entry, id: UUID().uuidString.lowercased(), slug: "nothing-here")
                    #expect(there == nowhere, "\(kind) at \(entry.method) \(entry.path)")
                    #expect(nowhere.status == 404, "\(entry.method) \(entry.path): \(nowhere.status)")
                }
            }
            #expect(routes >= 40)
            let list = try await site.house.control.agents.list(site.house.otherOwner())
            #expect(list.count == 1)
        }
    }

    @Test func nothingOfOneOrganizationIsInTheListsOfAnother() async throws {
        try await Site.with(hasDashboard: true) { site in
            let planted = try await Self.plant(in: site.house)
            let headers = ["Authorization": "Bearer \(try await site.visitor().token)"]
            for entry in site.entries where entry.method == "GET" && !entry.path.contains(":") {
                let reply = try await site.call("GET", entry.path.replacing("**", with: "none"), headers: headers)
                for (kind, id) in planted { #expect(!reply.text.contains(id), "\(kind) in \(entry.path)") }
                for name in ["Secret desk", "secret-desk", "olaf@other.example", "hidden@other.example"] {
                    #expect(!reply.text.contains(name), "\(name) in \(entry.path)")
                }
            }
        }
    }

    private struct Answer: Equatable {
        var status: Int
        var text: String
        var headers: [String: String]
    }

    private static func call(
        _ site: Site, _ visitor: Site.Visitor, _ entry: AccessRoutes.Entry, id: String, slug: String
    ) async throws -> Answer {
        let uri = entry.path.replacing("/:id", with: "/\(id)").replacing(":slug", with: slug)
        var headers = ["Cookie": "ag2trust=\(visitor.token)", "Origin": "http://localhost"]
        headers["X-CSRF-Token"] = visitor.csrf
        var body = bodies["\(entry.method) \(entry.path)"]
        if entry.method == "POST", !entry.path.hasPrefix("/api/") {
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = [body, "csrf_token=\(visitor.csrf)"].compactMap { $0 }.joined(separator: "&")
        }
        let reply = try await site.call(entry.method, uri, body, headers: headers)
        var shown = reply.headers
        shown["x-request-id"] = nil
        // Counts the caller's own calls, whatever they ask for.
        shown["x-ratelimit-remaining"] = nil
        // A page says the address that was asked for back, whatever is there.
        let text = reply.text.replacing(id, with: ":id").replacing(slug, with: ":slug")
        shown["content-length"] = nil
        return Answer(status: reply.status, text: text, headers: shown)
    }

    /// One of everything in another organization.
    private static func plant(in house: House) async throws -> [(kind: String, id: String)] {
        let stranger = try await house.otherOwner()
        let provider = try await house.control.providers.create(
            stranger, NewProvider(name: "Secret desk", type: .openai, validate: false),
            key: secret("sk-other-0123456789abcdef")
        ).view.provider
        let type = try await house.control.agentTypes.create(
            stranger,
            NewAgentType(
                name: "Secret desk", slug: "secret-desk", systemPrompt: "x", provider: provider.id, model: "gpt-4o",
                endpointSlug: "secret-desk", capabilities: [], temperature: 0.5, maxTokens: 10)
        ).type
        let agent = try await house.control.agents.create(stranger, name: "secret-desk", type: type.id).agent
        let key = try await house.control.apiKeys.create(stranger, name: "Secret desk").key
        let invitation = try await house.control.invitations.invite(
            stranger, email: "hidden@other.example", role: .member
        ).invitation
        let operation = try await house.control.operations.act(stranger, .stop, on: .these([agent.id]))
        guard let user = stranger.user else { throw FakeError() }
        return [
            ("provider", provider.id.description), ("agent type", type.id.description),
            ("agent", agent.id.description), ("API key", key.id.description),
            ("invitation", invitation.id.description), ("user", user.description),
            ("operation", operation.id.description), ("organization", stranger.organization.description),
        ]
    }
}
