// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustAPI
import TrustCore

@testable import TrustWeb

@Suite(.timeLimit(.minutes(3)))
struct ContractTests {
    /// The document, as anybody gets it.
    private static func document(of site: Site) async throws -> JSONValue {
        let reply = try await site.call("GET", "/openapi.json")
        #expect(reply.status == 200)
        return reply.json
    }

    @Test func theDocumentHasEveryRouteOfTheAPIsAndNoOther() async throws {
        try await Site.with(hasDashboard: true) { site in
            let routes = site.entries.filter { entry in
                ["/api/", "/healthz", "/readyz", "/openapi.json"].contains { entry.path.hasPrefix($0) }
            }
            for entry in routes where entry.operation == nil {
                Issue.record(
                    """
                    \(entry.method) \(entry.path) is not described. Register it on APIRoutes, as the others in \
                    Sources/TrustWeb/API are: routes.get("\(entry.path)", requires: …, APIOperation("What it does", \
                    takes: .required(SomeRequest.self), answers: .ok(SomeResponse.self), errors: [.someCode])) { … }
                    """)
            }
            guard case .object(let paths)? = try await Self.document(of: site)["paths"] else {
                Issue.record("there are no paths")
                return
            }
            let written = paths.flatMap { path, operations -> [String] in
                guard case .object(let operations) = operations else { return [] }
                return operations.keys.map { "\($0.uppercased()) \(path)" }
            }
            let registered = routes.map { entry in
                let parts = entry.path.split(separator: "/").map { part in
                    part.first == ":" ? "{\(part.dropFirst())}" : String(part)
                }
                return "\(entry.method) /\(parts.joined(separator: "/"))"
            }
            #expect(Set(written) == Set(registered))
            #expect(written.count == registered.count)
        }
    }

    @Test func anOperationSaysWhoMayAndWhatCanGoWrong() async throws {
        try await Site.with { site in
            let document = try await Self.document(of: site)
            let post = try #require(document["paths"]?["/api/providers"]?["post"])
            #expect(post["x-lowest-role"] == "admin")
            #expect(post["security"] == [["session": []], ["bearer": []], ["apiKey": []]])
            #expect(post["requestBody"]?["required"] == true)
            #expect(post["responses"]?["201"]?["headers"]?["Location"] != nil)
            let conflict = post["responses"]?["409"]?["content"]?["application/json"]?["schema"]?["allOf"]?[1]
            guard case .array(let codes)? = conflict?["properties"]?["error_code"]?["enum"] else {
                Issue.record("no code is said for 409")
                return
            }
            #expect(codes.contains("NAME_TAKEN") && !codes.contains("PROVIDER_IN_USE"))
            let signIn = try #require(document["paths"]?["/api/session"]?["post"])
            #expect(signIn["security"] == [])
            #expect(signIn["responses"]?["401"] != nil)
        }
    }

    @Test func everyCodeThatARouteMayGiveHasAStatus() async throws {
        try await Site.with { site in
            for entry in site.entries {
                for code in entry.operation?.errors ?? [] {
                    #expect(Refusal.statuses[code] != nil, "\(entry.path) \(code.rawValue): say it in Refusal.statuses")
                }
            }
        }
    }

    @Test(arguments: ["surprise", "Limit", "organization_id", "access_token"])
    func aParameterThatIsNotDescribedIsRefused(name: String) async throws {
        try await Site.with { site in
            let headers = ["X-API-Key": try await site.apiKey(.owner)]
            for entry in site.entries where entry.operation != nil && entry.method == "GET" {
                let known = entry.operation?.query.map(\.name) ?? []
                guard !known.contains(name), entry.requirement != .signedIn else { continue }
                let reply = try await site.call("GET", AccessTests.uri(entry.path) + "?\(name)=1", headers: headers)
                #expect(reply.status == 400, "\(entry.path)")
                #expect(reply.code == "INVALID_REQUEST")
            }
        }
    }

    @Test func aParameterThatIsThereTwiceIsRefused() async throws {
        try await Site.with { site in
            let headers = ["X-API-Key": try await site.apiKey(.owner)]
            let reply = try await site.call("GET", "/api/providers?limit=1&limit=2", headers: headers)
            #expect(reply.status == 400)
            #expect(reply.field == "limit")
        }
    }
}
