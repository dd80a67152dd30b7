// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust provider reassign`.
struct ProviderReassign: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "reassign",
        abstract: "Give everything that stands on a provider, or what has a label, another one.",
        discussion: """
            Agent types name the other provider at once. Running agents are restarted, a few at a time, so that they use \
            its key; agents that run elsewhere keep their token, and are not interrupted.

            EXAMPLES:
              ag2trust provider reassign openai-2025 --to openai-2026
              ag2trust provider reassign openai-2025 --to openai-2026 --label team=payments
              ag2trust provider reassign openai-production --to anthropic-complex --model gpt-4o=claude-sonnet-4-20250514
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "provider"), completion: .providers)
    var provider: String
    @Option(help: ArgumentHelp("The provider that takes over.", valueName: "provider"), completion: .providers)
    var to: String
    @Option(
        name: .customLong("model"),
        help: ArgumentHelp(
            "What a model becomes; needed where the other provider is of another type. May be given several times.",
            valueName: "old=new"))
    var models: [String] = []
    @Option(
        name: .customLong("label"),
        help: ArgumentHelp(
            "Only agent types with this label, such as team=payments; may be given several times.",
            valueName: "key=value"))
    var labels: [String] = []
    @Flag(help: "Leave running agents as they are until their next start.") var noRestart = false
    @OptionGroup var progress: ProgressOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        _ = try modelMap()
        _ = try chosenLabels()
    }

    func run(on api: APIClient) async throws {
        let found = try await api.find(ProviderResponse.self, provider)
        let target = try await api.find(ProviderResponse.self, to)
        let map = try modelMap()
        let request = ReassignProviderRequest(
            to: target.id, modelMap: map.isEmpty ? nil : map, restart: noRestart ? false : nil,
            labels: try chosenLabels())
        let answer: Answer<OperationResponse> = try await api.send(
            .post, APIPath("providers", found.id.description, "reassign"), request)
        try await OperationProgress(api: api, output: connection.output, waits: !progress.noWait).follow(answer)
    }

    /// `nil` where all are meant.
    private func chosenLabels() throws -> [String: String]? {
        guard !labels.isEmpty else { return nil }
        guard labels.allSatisfy({ $0.contains("=") }) else {
            throw ValidationError("--label takes key=value, such as team=payments.")
        }
        return try LabelChange(labels).applied(to: [:])
    }

    private func modelMap() throws -> [String: String] {
        var map: [String: String] = [:]
        for pair in models {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex,
                pair.index(after: equals) != pair.endIndex
            else { throw ValidationError("--model takes old=new, such as gpt-4o=claude-sonnet-4-20250514.") }
            map[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
        }
        return map
    }
}
