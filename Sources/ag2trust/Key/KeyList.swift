// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust key list`.
struct KeyList: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the API keys.",
        discussion: """
            EXAMPLE:
              ag2trust key list
            """)

    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let none = "There are no API keys yet. Make one with `ag2trust key create`."
        try connection.output.show(try await api.all(APIKeyResponse.self), empty: none) { keys in
            var table = Table("NAME", "ROLE", "GOOD FOR", "KEY", "CREATED", "ENDS", "LAST USED")
            for key in keys {
                table.add(
                    .init(key.name), .init(key.role.rawValue), .init(key.scope), .init(key.prefix + "…"),
                    .init(HumanTime.relative(key.createdAt)),
                    .init(key.expiresAt.map { HumanTime.relative($0) } ?? "never"),
                    .init(HumanTime.relative(key.lastUsedAt)))
            }
            return table
        }
    }
}
