// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import TrustCore
import TrustServer

/// `ag2trust check`: what a start stands on.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at everything that the server stands on; changes nothing.",
        discussion: """
            Ports, data directory, file system, master key, key service, database, programs, dashboard, clock, limits. \
            Before the first start and while the server runs, as the user that runs it and with its settings. Each \
            failure says in one line what to do. The status is 1 if anything failed; warnings do not count.

            EXAMPLES:
              ag2trust check
              ag2trust check --data-dir /srv/ag2trust --json
            """)

    @OptionGroup var installation: InstallationOptions
    @Flag(help: "Print JSON instead of text.") var json = false

    func run() async throws {
        let results = await InstallationCheck.run(commandLine: installation.given)
        let failed = results.count { $0.status == .failed }
        let warnings = results.count { $0.status == .warning }
        try Output(isJSON: json).show(
            Answer(value: results, json: try Self.json(results, failed: failed, warnings: warnings))
        ) { results in
            Self.lines(results) + ["", Self.sum(results.count, failed: failed, warnings: warnings)]
        }
        guard failed == 0 else { throw ExitCode(ExitStatus.failure.rawValue) }
    }

    private static func lines(_ results: [CheckResult]) -> [String] {
        var table = Table("", "WHAT", "FOUND")
        for result in results {
            switch result.status {
            case .ok: table.add(.init("ok", .good), .init(result.subject), .init(result.found))
            case .warning: table.add(.init("warning", .waiting), .init(result.subject), .init(result.found))
            case .failed: table.add(.init("FAILED", .bad), .init(result.subject), .init(result.found))
            }
            if let fix = result.fix { table.add(" ", " ", .init("→ \(fix)")) }
        }
        return Array(table.lines.dropFirst())
    }

    private static func sum(_ count: Int, failed: Int, warnings: Int) -> String {
        "\(count) checks, \(failed) failed, \(warnings) warning\(warnings == 1 ? "" : "s")"
    }

    private static func json(_ results: [CheckResult], failed: Int, warnings: Int) throws -> JSONValue {
        .object([
            "failed": .integer(Int64(failed)), "warnings": .integer(Int64(warnings)),
            "checks": try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(results)),
        ])
    }
}
