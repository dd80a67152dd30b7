// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustDeclare

/// `ag2trust apply`.
struct Apply: ServerCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the server what a document declares.",
        discussion: """
            Providers, agent types and agents that are not there are made, those that differ are changed; a second run \
            does nothing. A field that is not declared stays as it is, null takes it away, and nothing is ever deleted. \
            `ag2trust diff` shows first what would happen; `ag2trust export` writes such a document.

            DOCUMENT:
              providers:
              - name: openai-production
                type: openai
                key_from: {env: OPENAI_API_KEY}     # or stdin, or {file: path}; read only if it is to be made
                labels: {team: payments}
                use_policy:                         # who may use it, and how its key reaches them
                  agent_types: [support]            # every one if not said
                  deliveries: [leased]              # all if not said
              agent_types:
              - slug: support
                name: Support
                provider: openai-production
                model: gpt-4o
                system_prompt: You answer.
                endpoint_slug: support
                delivery: leased
                command: [/opt/support/agent]       # the built-in agent if not said
              agents:
              - name: support-1
                type: support
                state: running                      # or stopped; left alone if not said
              limits:
                organization_requests: 60           # a minute

            EXAMPLES:
              ag2trust apply -f trust.yaml
              pass show openai | ag2trust apply -f trust.yaml
            """)

    @OptionGroup var documents: DocumentOptions
    @Flag(help: "Store keys without trying them.") var noValidate = false
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let declared = try documents.read()
        let present = try await api.present()
        var application = Application(
            try api.plan(declared, present: present), present: present, skipsValidation: noValidate, on: api)
        try await application.run()
        let report = PlanReport(application.plan, failures: application.failures)
        if connection.json {
            print(try report.json.indented())
        } else {
            for line in report.lines { print(line) }
        }
        for warning in application.warnings { StandardError.warn(warning) }
        let failures = application.failures.sorted { $0.key < $1.key }
        for (index, failure) in failures { StandardError.show(failure.about(application.plan.steps[index].name)) }
        if let first = failures.first { throw first.value.status.exitCode }
    }
}
