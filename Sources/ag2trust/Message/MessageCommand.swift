// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust message`: what was asked and answered.
struct MessageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "message",
        abstract: "Messages to agents, with their answers.",
        subcommands: [MessageList.self])
}

/// `ag2trust message list`.
struct MessageList: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List an agent's messages, latest first.",
        discussion: """
            EXAMPLES:
              ag2trust message list support-1
              ag2trust message list support-1 --json
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "agent")) var agent: String
    @Option(help: ArgumentHelp("How many, 1 to 200.", valueName: "number")) var limit = 20
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (1...200).contains(limit) else { throw ValidationError("--limit takes a number from 1 to 200.") }
    }

    func run(on api: APIClient) async throws {
        let found = try await api.find(AgentResponse.self, agent)
        let path = APIPath("v1", "agents", found.id.description, "messages").adding(query: ["limit": String(limit)])
        let page: Answer<Page<MessageItem>> = try await api.get(path)
        let answer = Answer(value: page.value.items, json: page.json)
        try connection.output.show(answer, empty: "There are no messages yet.") { items in
            var table = Table("WHEN", "STATUS", "TOKENS", "MODEL", "MESSAGE", "THREAD")
            for item in items {
                table.add(
                    .init(HumanTime.relative(item.timestamp)), .init(item.status, Self.colour(item.status)),
                    .init(item.metadata.tokensUsed.map { String($0) } ?? "unknown"),
                    .init(item.metadata.model ?? "unknown"), .init(Self.short(item.message)),
                    .init(item.threadID.description))
            }
            return table
        }
    }

    private static func colour(_ status: String) -> Terminal.Colour {
        switch status {
        case "completed": .good
        case "failed": .bad
        default: .waiting
        }
    }

    /// The beginning, on one line.
    private static func short(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 40 ? line.prefix(39) + "…" : line
    }
}
