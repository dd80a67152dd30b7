// SPDX-License-Identifier: Apache-2.0
import TrustAPI
import TrustCore
import TrustImport

/// What an import found, and what became of it.
struct ImportReport {
    /// What became of one provider of the plan.
    enum Outcome {
        case made(ProviderResponse)
        case failed(CommandError)
    }

    private let plan: ImportPlan
    private let isDryRun: Bool
    private let hasComparedNames: Bool
    /// One for each provider of the plan, in its order; none for a dry run.
    var outcomes: [Outcome] = []

    init(_ plan: ImportPlan, isDryRun: Bool, hasComparedNames: Bool) {
        self.plan = plan
        self.isDryRun = isDryRun
        self.hasComparedNames = hasComparedNames
    }

    /// The status of the first failure.
    var failure: ExitStatus? {
        outcomes.lazy.compactMap { outcome in
            if case .failed(let error) = outcome { error.status } else { nil }
        }.first
    }

    private var filesStored: [String] {
        plan.filesStored(
            made: Set(
                outcomes.indices.filter { index in
                    if case .made = outcomes[index] { true } else { false }
                }))
    }

    /// For people: tables on standard output, failures and warnings beside them.
    func print() {
        if plan.providers.isEmpty {
            StandardError.line("There is no key that can be imported.")
        } else {
            var table =
                isDryRun
                ? Table("NAME", "TYPE", "BASE URL", "KEY", "FOUND IN")
                : Table("NAME", "TYPE", "BASE URL", "KEY", "RESULT")
            for (index, provider) in plan.providers.enumerated() {
                let origins = provider.origins.map(\.description).joined(separator: ", ")
                let last = isDryRun ? Table.Cell(origins) : Self.cell(for: outcomes[index])
                table.add(
                    .init(provider.name), .init(provider.type.displayName),
                    .init(provider.baseURL ?? provider.type.defaultBaseURL), .init(provider.shownKey), last)
            }
            for line in table.lines { Swift.print(line) }
        }
        printSkipped()
        sayOutcomes()
        if isDryRun, !plan.providers.isEmpty {
            StandardError.line("Nothing was changed. Make the providers with --apply.")
        }
        for file in filesStored {
            Swift.print(Terminal.safe("All keys in \(file) are stored: it may now be deleted."))
        }
    }

    private func printSkipped() {
        guard !plan.skipped.isEmpty else { return }
        var table = Table("SKIPPED", "FOUND IN", "WHY")
        for entry in plan.skipped {
            table.add(.init(entry.name), .init(entry.origin.description), .init(entry.reason.sentence))
        }
        if !plan.providers.isEmpty { Swift.print("") }
        for line in table.lines { Swift.print(line) }
    }

    private func sayOutcomes() {
        for (provider, outcome) in zip(plan.providers, outcomes) {
            switch outcome {
            case .made(let made): for warning in made.warnings ?? [] { StandardError.warn("\(made.name): \(warning)") }
            case .failed(let error): StandardError.show(error.about(provider.name))
            }
        }
    }

    private static func cell(for outcome: Outcome) -> Table.Cell {
        switch outcome {
        case .made(let made): .init("made, \(made.health.words)", made.health.colour)
        case .failed(let error): .init("failed" + (error.code.map { " (\($0.rawValue))" } ?? ""), .bad)
        }
    }
}

extension ImportReport {
    /// For programs.
    var json: JSONValue {
        .object([
            "dry_run": .bool(isDryRun), "names_compared": .bool(hasComparedNames),
            "providers": .array(plan.providers.indices.map(provider)),
            "skipped": .array(
                plan.skipped.map { entry in
                    .object([
                        "name": Self.text(entry.name), "found_in": .string(entry.origin.description),
                        "reason": .string(entry.reason.code), "message": .string(entry.reason.sentence),
                    ])
                }),
            "files_stored": .array(filesStored.map(JSONValue.string)),
        ])
    }

    private func provider(_ index: Int) -> JSONValue {
        let planned = plan.providers[index]
        var fields: [String: JSONValue] = [
            "name": .string(planned.name), "type": .string(planned.type.rawValue),
            "base_url": Self.text(planned.baseURL), "use_case": Self.text(planned.useCase),
            "key": .string(planned.shownKey),
            "found_in": .array(planned.origins.map { .string($0.description) }),
        ]
        if outcomes.indices.contains(index) {
            switch outcomes[index] {
            case .made(let made):
                fields["result"] = "made"
                fields["id"] = .string(made.id.description)
                fields["health"] = .string(made.health.state)
                fields["warnings"] = .array((made.warnings ?? []).map(JSONValue.string))
            case .failed(let error):
                fields["result"] = "failed"
                fields["error"] = .string(error.message)
                fields["error_code"] = Self.text(error.code?.rawValue)
            }
        }
        return .object(fields)
    }

    private static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}
