// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust key create`.
struct KeyCreate: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make an API key; it is shown this once.",
        discussion: """
            EXAMPLES:
              ag2trust key create "CI" --role viewer
              ag2trust key create "CI" --quiet > ci.key
              ag2trust key create "Website chat" --endpoint support --expires-in 90d
              ag2trust key create "Grafana" --role viewer --read-only
            """)

    @Argument(help: "What it is called.") var name: String
    @Option(help: "What it may do; member if not given.") var role: Role?
    @Flag(help: "It can change nothing and ask nothing.") var readOnly = false
    @Option(
        name: .customLong("endpoint"),
        help: ArgumentHelp(
            "It can ask this endpoint, and do nothing else; may be given several times.", valueName: "slug"))
    var endpoints: [String] = []
    @Option(help: ArgumentHelp("How long it is good, such as 12h or 90d; for ever if not given.", valueName: "time"))
    var expiresIn: Lifetime?
    @Flag(help: "Print the key and nothing else.") var quiet = false
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if quiet, connection.json { throw ValidationError("Give --quiet or --json, not both.") }
    }

    func run(on api: APIClient) async throws {
        let answer: Answer<APIKeyResponse> = try await api.send(
            .post, APIPath("keys"),
            CreateAPIKeyRequest(
                name: name, role: role, readOnly: readOnly ? true : nil, endpoints: endpoints.isEmpty ? nil : endpoints,
                expiresIn: expiresIn?.seconds))
        guard let key = answer.value.key else {
            throw CommandError(.failure, "The server made the key but did not show it. Revoke it and make another.")
        }
        if quiet { return print(Terminal.safe(key)) }
        try connection.output.show(answer) { created in
            var facts = Facts()
            facts.add("Name", created.name)
            facts.add("Id", created.id.description)
            facts.add("Role", created.role.rawValue)
            facts.add("Good for", created.scope)
            facts.add("Ends", created.expiresAt.map { HumanTime.relative($0) } ?? "never")
            facts.add("Key", key, .heading)
            return facts.lines
        }
        StandardError.line("Keep the key now: it is not shown again. Use it as AG2TRUST_API_KEY.")
    }
}
