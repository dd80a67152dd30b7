// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

/// What every command that talks to a server takes.
struct ConnectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The server. AG2TRUST_URL or http://127.0.0.1:8080 if not given.", valueName: "url"))
    var url: String?

    @Flag(help: "Print the API's JSON instead of text.")
    var json = false

    @Flag(help: "Talk plain HTTP to another machine too.")
    var allowPlainHttp = false

    /// The server that is meant.
    func address(environment: [String: String]) throws -> ServerAddress {
        let named = environment["AG2TRUST_URL"].flatMap { $0.isEmpty ? nil : $0 }
        return try ServerAddress(url ?? named ?? "http://127.0.0.1:8080", allowingPlainHTTP: allowPlainHttp)
    }
}

/// A command that makes calls to a server.
protocol ServerCommand: AsyncParsableCommand {
    var connection: ConnectionOptions { get }
    /// Whether calls carry the saved credential. Signing in and setting up do not.
    static var usesCredential: Bool { get }
    /// Does the work. The client is shut down afterwards, also after a failure.
    func run(on api: APIClient) async throws
}

extension ServerCommand {
    static var usesCredential: Bool { true }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let address = try connection.address(environment: environment)
        let credential = Self.usesCredential ? try Credential.find(for: address, environment: environment) : nil
        try await APIClient.withClient(
            address: address, credential: credential, usesCredential: Self.usesCredential
        ) { try await run(on: $0) }
    }
}
