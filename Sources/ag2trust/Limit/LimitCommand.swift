// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI

/// `ag2trust limit`: how much may happen in a minute.
struct LimitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit",
        abstract: "How much may happen in a minute, and how much did.",
        subcommands: [LimitList.self, LimitSet.self])
}

/// `ag2trust limit list`.
struct LimitList: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show every limit with what this minute has used.",
        discussion: """
            EXAMPLE:
              ag2trust limit list
            """)

    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let answer: Answer<LimitsResponse> = try await api.get(APIPath("limits"))
        try connection.output.show(answer) { $0.lines }
    }
}

/// `ag2trust limit set`.
struct LimitSet: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change the organization's requests a minute; it counts at once.",
        discussion: """
            What an agent may do is fixed: 50 questions, 5 tool calls and 3 HTTP requests a minute.

            EXAMPLE:
              ag2trust limit set --organization-requests 120
            """)

    @Option(help: ArgumentHelp("From 1 to 100000.", valueName: "number")) var organizationRequests: Int64
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let answer: Answer<LimitsResponse> = try await api.send(
            .patch, APIPath("limits"), UpdateLimitsRequest(organizationRequests: organizationRequests))
        try connection.output.show(answer) { $0.lines }
    }
}

extension LimitsResponse {
    fileprivate var lines: [String] {
        var table = Table("WHOSE", "REQUESTS", "TOOL CALLS", "HTTP REQUESTS")
        func cell(_ use: LimitUseResponse) -> Table.Cell {
            .init("\(use.used) of \(use.limit)", use.remaining == 0 ? .bad : nil)
        }
        table.add("organization", cell(organizationRequests), .init(nil), .init(nil))
        for agent in agents {
            table.add(.init(agent.name), cell(agent.requests), cell(agent.toolCalls), cell(agent.httpRequests))
        }
        return table.lines
    }
}
