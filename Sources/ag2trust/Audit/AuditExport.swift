// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

/// `ag2trust audit export`.
struct AuditExport: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the log's rows, oldest first, each with its hash.",
        discussion: """
            EXAMPLES:
              ag2trust audit export --from 2026-11-01T00:00:00Z > november.csv
              ag2trust audit export --format json --action credential | jq length
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case csv, json
    }

    @Option(help: "csv or json.") var format: Format?
    @OptionGroup(title: "Filter") var filter: AuditFilterOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if connection.json, format == .csv { throw ValidationError("Give --json or --format csv, not both.") }
    }

    func run(on api: APIClient) async throws {
        let format = format ?? (connection.json ? .json : .csv)
        let path = APIPath("audit").adding(query: filter.query.merging(["export": format.rawValue]) { $1 })
        try await api.download(path) { part in
            try FileHandle.standardOutput.write(contentsOf: part)
        }
    }
}
