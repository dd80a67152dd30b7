// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust provider pause`.
struct ProviderPause: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stop every agent on a provider, and start none until it is resumed.",
        discussion: """
            EXAMPLE:
              ag2trust provider pause openai-production
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "provider")) var provider: String
    @OptionGroup var progress: ProgressOptions
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(ProviderResponse.self, provider)
        let answer: Answer<OperationResponse> = try await api.send(
            .post, APIPath("providers", found.id.description, "pause"), EmptyBody())
        try await OperationProgress(api: api, output: connection.output, waits: !progress.noWait).follow(answer)
    }
}

/// `ag2trust provider resume`.
struct ProviderResume: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let agents be started on a provider again.",
        discussion: """
            EXAMPLE:
              ag2trust provider resume openai-production
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "provider")) var provider: String
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.find(ProviderResponse.self, provider)
        let answer: Answer<ProviderResponse> = try await api.send(
            .post, APIPath("providers", found.id.description, "resume"), EmptyBody())
        try connection.output.show(answer) { $0.facts.lines }
    }
}
