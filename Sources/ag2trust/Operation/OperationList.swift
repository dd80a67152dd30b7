// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust operation list`.
struct OperationList: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the latest operations, newest first.",
        discussion: """
            EXAMPLE:
              ag2trust operation list
            """)

    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let answer: Answer<[OperationResponse]> = try await api.list(APIPath("operations"))
        try connection.output.show(answer, empty: "Nothing has been asked of many agents yet.") { operations in
            var table = Table("ID", "WHAT", "STATUS", "PROGRESS", "BEGUN")
            for operation in operations {
                table.add(
                    .init(operation.id.description), .init(operation.kind),
                    .init(operation.status, operation.colour), .init(operation.progress),
                    .init(HumanTime.relative(operation.createdAt)))
            }
            return table
        }
    }
}
