// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust operation show`.
struct OperationShow: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an operation, and what did not work of it.",
        discussion: """
            EXAMPLES:
              ag2trust operation show 01a2c3d4-0000-7000-8000-000000000000
              ag2trust operation show 01a2c3d4-0000-7000-8000-000000000000 --wait
            """)

    @Argument(help: "The operation's id.") var operation: String
    @Flag(help: "Wait until it is done; a failure is this command's then.") var wait = false
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let answer: Answer<OperationResponse> = try await api.get(APIPath("operations", operation))
        try await OperationProgress(api: api, output: connection.output, waits: wait).follow(answer)
    }
}
