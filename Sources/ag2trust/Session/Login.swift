// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import TrustAPI
import TrustCore

/// `ag2trust login`: signs in and saves the session.
struct Login: ServerCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sign in, and keep the session for the commands that follow.",
        discussion: """
            The password is asked for without echo, or read from standard input. The session's token is saved for \
            this server in ~/.config/ag2trust/session, which only you can read.

            EXAMPLES:
              ag2trust login --email ada@example.com
              pass show ag2trust | ag2trust login --email ada@example.com --password-stdin
            """)
    static let usesCredential = false

    @Option(help: ArgumentHelp("Who signs in; asked for if not given.", valueName: "address"))
    var email: String?

    @Flag(help: "Read the password from standard input (one line).")
    var passwordStdin = false

    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        if passwordStdin, email == nil {
            throw CommandError(.usage, "Standard input holds the password: give the address with --email.")
        }
        let email = try email ?? Question.ask("E-mail: ", alternative: "--email")
        let answer = try await signIn(email: email, on: api)
        guard let token = answer.value.token else {
            throw CommandError(.failure, "The server's answer holds no session.")
        }
        let environment = ProcessInfo.processInfo.environment
        try SessionFile(environment: environment).save(
            SessionFile.Entry(token: token, email: answer.value.user.email, expiresAt: answer.value.expiresAt),
            for: api.address)
        let ends = HumanTime.relative(answer.value.expiresAt).map { " The session ends \($0)." } ?? ""
        try connection.output.done(
            "Signed in to \(answer.value.organization.name) as \(answer.value.user.email) "
                + "(\(answer.value.role.rawValue)).\(ends)",
            json: answer.withoutField("token").json)
        if !(environment["AG2TRUST_API_KEY"] ?? "").isEmpty {
            StandardError.warn("AG2TRUST_API_KEY is set: commands use it, and not this session.")
        }
    }

    private func signIn(email: String, on api: APIClient) async throws -> Answer<SessionResponse> {
        let password =
            passwordStdin
            ? try SecretInput.line("password")
            : try SecretInput.prompt("Password", "the password", alternatives: "--password-stdin")
        var body = try SecretBody(SessionRequest(email: email), secretBytes: password.count)
        body.add("password", password)
        body.finish()
        return try await api.send(.post, APIPath("session"), body)
    }
}
