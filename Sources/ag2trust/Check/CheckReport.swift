// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import TrustCore
import TrustServer

/// Results of checks, as they are printed.
struct CheckReport {
    private let results: [CheckResult]

    init(_ results: [CheckResult]) { self.results = results }

    /// - Throws: `ExitCode` with the status of a failure where a check failed.
    func show(json: Bool) throws {
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
