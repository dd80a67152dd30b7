// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust setup`: the organization and its first owner.
struct Setup: ServerCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the organization and its first owner, once.",
        discussion: """
            The server prints a one-time token where it is started. Token and password are asked for without echo, \
            or read from a file or from standard input; with --token-stdin and --password-stdin together, the token \
            is the first line and the password the second.

            EXAMPLES:
              ag2trust setup --organization Acme --name "Ada Lovelace" --email ada@example.com
              ag2trust setup --organization Acme --name Ada --email ada@example.com \\
                --token-file setup.token --password-stdin < password.txt
            """)
    static let usesCredential = false

    @Option(help: ArgumentHelp("The organization's name.", valueName: "name")) var organization: String
    @Option(help: "The owner's name.") var name: String
    @Option(help: ArgumentHelp("The owner's address, to sign in with.", valueName: "address")) var email: String
    @Flag(help: "Read the password from standard input (one line).") var passwordStdin = false
    @Flag(help: "Read the one-time token from standard input (one line).") var tokenStdin = false
    @Option(help: ArgumentHelp("Read the one-time token from a file.", valueName: "file"), completion: .file())
    var tokenFile: String?
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if tokenStdin, tokenFile != nil { throw ValidationError("Give --token-stdin or --token-file, not both.") }
    }

    func run(on api: APIClient) async throws {
        let token = try readToken()
        let password = try SecretInput.newPassword(fromStandardInput: passwordStdin)
        var body = try SecretBody(
            SetupRequest(organization: organization, email: email, name: name),
            secretBytes: token.count + password.count)
        body.add("token", token)
        body.add("password", password)
        body.finish()
        let answer: Answer<SetupResponse> = try await api.send(.post, APIPath("setup"), body)
        try connection.output.show(answer) { made in
            [
                Terminal.safe("\(made.organization.name) is set up; \(made.user.email) is its owner."),
                Terminal.safe("Sign in with: ag2trust login --email \(made.user.email)"),
            ]
        }
    }

    private func readToken() throws -> SecretBytes {
        if let tokenFile { return try SecretInput.file(tokenFile, "token") }
        if tokenStdin { return try SecretInput.line("token") }
        return try SecretInput.prompt("One-time token", "the token", alternatives: "--token-stdin or --token-file")
    }
}
