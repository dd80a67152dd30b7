// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent stats`.
struct AgentStats: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Show what an agent used: tokens, response time, messages, errors, cost.",
        discussion: """
            EXAMPLES:
              ag2trust agent stats support-1
              ag2trust agent stats support-1 --since 24h --json
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "agent"), completion: .agents)
    var agent: String
    @Option(help: ArgumentHelp("From when: 30m, 24h, 7d, or a time; all there is if not given.", valueName: "time"))
    var since: Since?
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(AgentResponse.self, agent)
        let path = APIPath("agents", found.id.description, "stats")
        let answer: Answer<AgentStatsResponse> = try await api.get(
            path.adding(query: since.map { ["from": $0.text] } ?? [:]))
        try connection.output.show(answer) { Self.facts(of: $0).lines }
    }

    private static func facts(of stats: AgentStatsResponse) -> Facts {
        var facts = Facts()
        facts.add("Total tokens", HumanNumber.grouped(stats.totalTokens), .heading)
        facts.add("  input", HumanNumber.grouped(stats.inputTokens))
        facts.add("  read from cache", HumanNumber.grouped(stats.cachedReadTokens))
        facts.add("  written to cache", HumanNumber.grouped(stats.cacheWriteTokens))
        facts.add("  output", HumanNumber.grouped(stats.outputTokens))
        facts.add("Average response time", HumanTime.duration(milliseconds: stats.averageResponseTimeMs))
        facts.add("Messages processed", stats.messagesProcessed.map(HumanNumber.grouped))
        facts.add("Calls", HumanNumber.grouped(stats.calls))
        facts.add("Errors", HumanNumber.grouped(stats.errors), stats.errors > 0 ? .bad : nil)
        facts.add("Estimated cost", HumanNumber.money(stats.estimatedCost))
        if let reason = stats.estimatedCost.reason { facts.add("  why", reason) }
        return facts
    }
}
