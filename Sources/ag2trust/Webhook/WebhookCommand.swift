// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust webhook`: where answers are delivered to.
struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook",
        abstract: "Where answers are delivered to, and what signs them.",
        subcommands: [
            WebhookSet.self, WebhookShow.self, WebhookRotate.self, WebhookTest.self, WebhookDeliveries.self,
            WebhookRemove.self,
        ])
}

extension WebhookResponse {
    var facts: Facts {
        var facts = Facts()
        facts.add("Address", webhookURL ?? "none; each message names its own")
        if let webhookSecret { facts.add("Secret", webhookSecret, .heading) }
        facts.add("Since", HumanTime.relative(createdAt))
        facts.add("Changed", HumanTime.relative(updatedAt))
        return facts
    }
}

extension APIPath {
    static let webhook = APIPath("v1", "webhook")
}

extension ConnectionOptions {
    fileprivate func show(_ answer: Answer<WebhookResponse>) throws {
        try output.show(answer) { $0.facts.lines }
        guard answer.value.webhookSecret != nil else { return }
        StandardError.line("Keep the secret now: it is not shown again. Deliveries are signed with it.")
    }
}

/// `ag2trust webhook set`.
struct WebhookSet: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Set the default address; the first time, the secret is shown.",
        discussion: """
            EXAMPLE:
              ag2trust webhook set https://hooks.example.com/ag2trust
            """)

    @Argument(help: "An https address.") var url: String
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        try connection.show(try await api.send(.put, .webhook, WebhookRequest(webhookURL: url)))
    }
}

/// `ag2trust webhook show`.
struct WebhookShow: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the address; the secret is never shown again.")

    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        try connection.show(try await api.get(.webhook))
    }
}

/// `ag2trust webhook rotate`.
struct WebhookRotate: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Make a new secret, shown this once; the old one signs no more.")

    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        try connection.show(try await api.send(.post, APIPath("v1", "webhook", "secret"), EmptyBody()))
    }
}

/// `ag2trust webhook test`.
struct WebhookTest: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Deliver a test, to the default address or another one.",
        discussion: """
            What came of it is in `ag2trust webhook deliveries`.
            """)

    @Argument(help: "Another address.") var url: String?
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let answer: Answer<DeliveryResponse> = try await api.send(
            .post, APIPath("v1", "webhook", "test"), WebhookRequest(webhookURL: url))
        try connection.output.show(answer) { ["\($0.callbackID) is on its way to \($0.webhookURL)"] }
    }
}

/// `ag2trust webhook deliveries`.
struct WebhookDeliveries: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries", abstract: "List the latest deliveries, and what came of them.")

    @Option(help: ArgumentHelp("How many, 1 to 200.", valueName: "number")) var limit = 20
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (1...200).contains(limit) else { throw ValidationError("--limit takes a number from 1 to 200.") }
    }

    func run(on api: APIClient) async throws {
        let path = APIPath("v1", "webhook", "deliveries").adding(query: ["limit": String(limit)])
        let page: Answer<Page<DeliveryResponse>> = try await api.get(path)
        let answer = Answer(value: page.value.items, json: page.json)
        try connection.output.show(answer, empty: "There are no deliveries yet.") { items in
            var table = Table("WHEN", "STATE", "ATTEMPTS", "LAST", "ADDRESS", "CALLBACK")
            for item in items {
                let last = item.lastStatus.map { String($0) } ?? item.lastError ?? ""
                table.add(
                    .init(HumanTime.relative(item.createdAt)), .init(item.state, Self.colour(item.state)),
                    .init(String(item.attempts)), .init(last), .init(item.webhookURL), .init(item.callbackID))
            }
            return table
        }
    }

    private static func colour(_ state: String) -> Terminal.Colour {
        switch state {
        case "delivered": .good
        case "failed": .bad
        default: .waiting
        }
    }
}

/// `ag2trust webhook remove`.
struct WebhookRemove: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Forget address and secret; what is on its way fails.")

    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        try Question.confirm("Deliveries that are on their way fail.", name: "webhook", yes: yes)
        try await api.perform(.delete, .webhook)
        try connection.output.done("Removed the webhook.", json: .object(["removed": .bool(true)]))
    }
}
