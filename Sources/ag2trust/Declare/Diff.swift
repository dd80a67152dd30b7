// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustDeclare

/// `ag2trust diff`.
struct Diff: ServerCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how the server differs from what a document declares.",
        discussion: """
            Changes nothing. The exit status is \(ExitStatus.different.rawValue) where something differs.

            EXAMPLE:
              ag2trust diff -f trust.yaml
            """)

    @OptionGroup var documents: DocumentOptions
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let declared = try documents.read()
        let plan = try api.plan(declared, present: try await api.present())
        let report = PlanReport(plan)
        if connection.json {
            print(try report.json.indented())
        } else {
            for line in report.lines { print(line) }
            if let remark = report.remark { StandardError.line(Terminal.safe(remark)) }
        }
        if plan.isDifferent { throw ExitStatus.different.exitCode }
    }
}
