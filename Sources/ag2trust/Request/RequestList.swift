// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust request list`.
struct RequestList: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List LLM calls, the newest first.",
        discussion: """
            EXAMPLES:
              ag2trust request list --agent support-1 --from 24h
              ag2trust request list --outcome error --limit 200
              ag2trust request list --model gpt-4o --status 429 --json
            """)

    @Option(help: ArgumentHelp("Name or id of the agent.", valueName: "agent")) var agent: String?
    @Option(help: ArgumentHelp("Name, slug or id of the agent type.", valueName: "agent-type")) var type: String?
    @Option(help: ArgumentHelp("Name or id of the provider.", valueName: "provider")) var provider: String?
    @Option(help: ArgumentHelp("The model, as it was asked for.", valueName: "model")) var model: String?
    @Option(
        help: ArgumentHelp(
            "How it ended: error for any error, or completed, caller_gone, provider_error, upstream_failed, "
                + "timed_out, interrupted.", valueName: "outcome"),
        completion: .list([
            "error", "completed", "caller_gone", "provider_error", "upstream_failed", "timed_out", "interrupted",
        ]))
    var outcome: String?
    @Option(help: ArgumentHelp("The status that the agent saw, such as 429.", valueName: "status")) var status: Int?
    @Option(help: ArgumentHelp("Not earlier than: a time, or how long ago, such as 24h.", valueName: "time"))
    var from: Since?
    @Option(help: ArgumentHelp("Earlier than: a time, or how long ago.", valueName: "time")) var to: Since?
    @Option(help: ArgumentHelp("How many at most.", valueName: "number")) var limit = 50
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if !(1...10_000).contains(limit) { throw ValidationError("--limit must be from 1 to 10000.") }
    }

    func run(on api: APIClient) async throws {
        var query: [String: String] = [:]
        query["agent"] = try await api.id(of: AgentResponse.self, agent)
        query["type"] = try await api.id(of: AgentTypeResponse.self, type)
        query["provider"] = try await api.id(of: ProviderResponse.self, provider)
        query["model"] = model
        query["outcome"] = outcome
        query["status"] = status.map(String.init)
        query["from"] = from?.text
        query["to"] = to?.text
        let found: Answer<[RequestResponse]> = try await api.list(
            APIPath("requests").adding(query: query), atMost: limit)
        guard !connection.json, !found.value.isEmpty else {
            return try connection.output.show(found, empty: "No call is like this.") { _ in Table() }
        }
        let names = Dictionary(
            try await api.all(AgentResponse.self).value.map { ($0.id, $0.name) },
            uniquingKeysWith: { first, _ in first })
        try connection.output.show(found, empty: "") { calls in
            var table = Table("WHEN", "AGENT", "MODEL", "OUTCOME", "STATUS", "TIME", "TOKENS", "COST", "ID")
            for call in calls {
                table.add(
                    .init(String(call.startedAt.prefix(19)).replacing("T", with: " ")),
                    .init(names[call.agentID] ?? "deleted"), .init(call.model),
                    .init(call.outcome, RequestCommand.colour(of: call.outcome)),
                    .init(call.status == 0 ? nil : String(call.status)),
                    .init(HumanTime.duration(milliseconds: call.durationMs)),
                    .init(call.usageSource == .unknown ? nil : HumanNumber.grouped(call.totalTokens)),
                    .init(call.cost.map { $0 + " USD" }), .init(call.id.description))
            }
            return table
        }
    }
}

extension APIClient {
    /// The id behind a name or an id, as text; `nil` for none. An id that names nothing any more stays as it is: calls
    /// outlive what they belong to.
    fileprivate func id<Resource: NamedResource>(of _: Resource.Type, _ reference: String?) async throws -> String? {
        guard let reference else { return nil }
        do {
            return try await find(Resource.self, reference).id.description
        } catch let error as CommandError where error.status == .notFound {
            guard let id = ID<Resource.Entity>(reference) else { throw error }
            return id.description
        }
    }
}
