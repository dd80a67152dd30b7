// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust agent-type capabilities`.
struct AgentTypeCapabilities: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "capabilities",
        abstract: "List the bundles of tools that an agent type may have, and what is in them.",
        discussion: """
            EXAMPLE:
              ag2trust agent-type capabilities
            """)

    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let bundles: Answer<[CapabilityResponse]> = try await api.list(APIPath("capabilities"))
        try connection.output.show(bundles, empty: "There are none.") { bundles in
            var table = Table("CAPABILITY", "TOOLS")
            for bundle in bundles {
                table.add(.init(bundle.name.rawValue), .init(bundle.tools.map(\.rawValue).joined(separator: ", ")))
            }
            return table
        }
    }
}
