// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import TrustAPI
import TrustCore
import TrustImport

/// `ag2trust import`.
struct Import: ServerCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make providers of the keys that lie in files.",
        discussion: """
            Shows what would be made, and changes nothing; --apply makes it. Keys are shown by their last four \
            characters. The files stay as they are: those whose keys are all stored are named at the end, for you to \
            delete.

            FORMATS:
              env      NAME=value a line: OPENAI_API_KEY and ANTHROPIC_API_KEY, also with words before or after \
            them (PROD_OPENAI_API_KEY, OPENAI_API_KEY_2), each with the base URL of the same words
              litellm  a config.yaml of the LiteLLM proxy: the models of OpenAI and Anthropic; os.environ/NAME is \
            looked up where this runs
              csv      a table with a header: \(columns)

            EXAMPLES:
              ag2trust import .env config.yaml
              ag2trust import .env config.yaml --apply
              ag2trust import keys.csv --json | jq -r '.skipped[].reason'
            """)

    private static let columns = "name,type,api_key and, if you like, base_url,use_case"

    @Argument(help: ArgumentHelp("Where the keys lie.", valueName: "file"), completion: .file()) var files: [String]
    @Option(help: "What the files are, if their names and contents don't tell.") var format: ImportFormat?
    @Flag(help: "Make the providers.") var apply = false
    @Flag(help: "Store the keys without trying them.") var noValidate = false
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let environment = ProcessInfo.processInfo.environment
        let read = try files.map { try KeyFile(at: $0, format: format, environment: environment) }
        let names = try await takenNames(api)
        let plan = ImportPlan(read, takenNames: names ?? [])
        var report = ImportReport(plan, isDryRun: !apply, hasComparedNames: names != nil)
        if apply {
            for (index, planned) in plan.providers.enumerated() {
                Progress.show("\(planned.name): trying its key (\(index + 1) of \(plan.providers.count))")
                report.outcomes.append(try await outcome(of: planned, on: api))
            }
            Progress.clear()
        }
        if connection.json {
            print(try report.json.indented())
        } else {
            report.print()
        }
        if let status = report.failure { throw status.exitCode }
    }

    /// The names of the server's providers; `nil` for a dry run where it can't be asked.
    private func takenNames(_ api: APIClient) async throws -> [String]? {
        do {
            return try await api.all(ProviderResponse.self).value.map(\.name)
        } catch let error as CommandError where !apply {
            StandardError.warn("Names were not compared with the server's. \(error.message)")
            return nil
        }
    }

    /// Makes one provider; that it can't be made does not keep the others from it.
    private func outcome(of planned: PlannedProvider, on api: APIClient) async throws -> ImportReport.Outcome {
        let request = CreateProviderRequest(
            name: planned.name, type: planned.type, baseURL: planned.baseURL, useCase: planned.useCase,
            validate: noValidate ? false : nil)
        do {
            var body = try SecretBody(request, secretBytes: planned.key.count)
            body.add("api_key", planned.key.copy())
            body.finish()
            let answer: Answer<ProviderResponse> = try await api.send(.post, APIPath("providers"), body)
            return .made(answer.value)
        } catch let error as CommandError {
            return .failed(error)
        }
    }
}

extension ImportFormat: ExpressibleByArgument {}
