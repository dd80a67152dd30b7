// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustCore
import TrustServer

/// `ag2trust config check`.
struct ConfigCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Print every setting, what counts, and where it comes from.",
        discussion: """
            Secrets are never printed. AG2TRUST_* variables and keys of ag2trust.yaml that nothing reads are warnings, \
            with the name that may be meant. The status is 1 if a server would not start with these settings.

            EXAMPLES:
              ag2trust config check
              AG2TRUST_CONTROL_PROT=9080 ag2trust config check
              ag2trust config check --config-dir /etc/ag2trust --json
            """)

    @OptionGroup var installation: InstallationOptions
    @Flag(help: "Print JSON instead of text.") var json = false

    func run() async throws {
        let report = await ConfigurationReport.make(commandLine: installation.given)
        try Output(isJSON: json).show(Answer(value: report, json: Self.json(report))) { report in
            var table = Table("KEY", "VALUE", "FROM", "KIND")
            for value in report.values {
                let isDefault = value.origin == "default"
                table.add(
                    .init(value.setting.key), .init(value.text ?? "(not shown)", isDefault ? .dim : nil),
                    .init(value.origin, isDefault ? .dim : nil), .init(value.setting.kind.rawValue))
            }
            return table.lines
        }
        for warning in report.warnings { StandardError.warn(warning) }
        if let problem = report.problem { throw CommandError(.failure, problem) }
    }

    private static func json(_ report: ConfigurationReport) -> JSONValue {
        let settings = report.values.map { value in
            JSONValue.object([
                "key": .string(value.setting.key), "variable": .string(value.setting.variable),
                "type": .string(value.setting.kind.rawValue), "origin": .string(value.origin),
                "value": value.text.map { .string($0) } ?? .null, "default": .string(value.setting.fallback),
                "secret": .bool(value.setting.isSecret),
            ])
        }
        return .object([
            "settings": .array(settings), "file": .string(report.file),
            "warnings": .array(report.warnings.map { .string($0) }),
            "problem": report.problem.map { .string($0) } ?? .null,
        ])
    }
}
