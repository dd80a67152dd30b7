// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust audit list`.
struct AuditList: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the latest operations; each with what became of it.",
        discussion: """
            EXAMPLES:
              ag2trust audit list --action credential --from 24h
              ag2trust audit list --actor user --limit 200
              ag2trust audit list --subject provider:01938f5e-0000-7000-8000-000000000000 --json
            """)

    @OptionGroup(title: "Filter") var filter: AuditFilterOptions

    @Option(help: ArgumentHelp("How many at most.", valueName: "number"))
    var limit = 50

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if !(1...10_000).contains(limit) { throw ValidationError("--limit must be from 1 to 10000.") }
    }

    func run(on api: APIClient) async throws {
        let found: Answer<[AuditOperationResponse]> = try await api.list(
            APIPath("audit").adding(query: filter.query), atMost: limit)
        try connection.output.show(found, empty: "Nothing in the log is like this.") { operations in
            var table = Table("WHEN", "WHO", "WHAT", "SUBJECT", "OUTCOME", "DETAILS")
            for operation in operations {
                table.add(
                    .init(String(operation.startedAt.prefix(19)).replacing("T", with: " ")),
                    .init(operation.actorName ?? operation.actor), .init(operation.action),
                    .init(operation.subjectName ?? operation.subject),
                    .init(
                        operation.outcome == .intended ? "no outcome" : operation.outcome.rawValue,
                        Self.colour(of: operation.outcome)),
                    .init(
                        operation.details.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                            .joined(separator: " ")))
            }
            return table
        }
    }

    private static func colour(of outcome: AuditEntry.Outcome) -> Terminal.Colour {
        switch outcome {
        case .succeeded: .good
        case .intended: .waiting
        case .failed, .refused: .bad
        }
    }
}
