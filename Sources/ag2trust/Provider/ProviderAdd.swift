// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust provider add`.
struct ProviderAdd: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a provider: a key under a name.",
        discussion: """
            The key is asked for without echo, or read from a file or from standard input; it can't be given as an \
            argument, where other users of the machine could read it. It is tried at the provider before it is \
            stored, unless --no-validate is given.

            EXAMPLES:
              ag2trust provider add "OpenAI Production" --type openai
              pass show openai | ag2trust provider add openai-dev --type openai --key-stdin
              ag2trust provider add Local --type openai --key-file key.txt \\
                --base-url http://127.0.0.1:8090
            """)

    @Argument(help: "What it is called, such as \"OpenAI Production\".") var name: String
    @Option(help: "Whose key it is.") var type: ProviderType
    @Option(
        help: ArgumentHelp("A server of your own that speaks the type's dialect.", valueName: "url"))
    var baseUrl: String?
    @Option(help: ArgumentHelp("What it is for, to tell spending apart.", valueName: "text")) var useCase: String?
    @Flag(help: "Store the key without trying it.") var noValidate = false
    @OptionGroup var labels: NewLabels
    @OptionGroup(title: "Key") var key: KeyOptions
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let request = CreateProviderRequest(
            name: name, type: type, baseURL: baseUrl, useCase: useCase, validate: noValidate ? false : nil,
            labels: try labels.labels())
        let key = try key.read()
        var body = try SecretBody(request, secretBytes: key.count)
        body.add("api_key", key)
        body.finish()
        let answer: Answer<ProviderResponse> = try await api.send(.post, APIPath("providers"), body)
        try connection.output.show(answer) { $0.facts.lines }
        for warning in answer.value.warnings ?? [] { StandardError.warn(warning) }
    }
}
