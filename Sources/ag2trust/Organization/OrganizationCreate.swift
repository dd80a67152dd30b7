// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustCore
import TrustServer

/// `ag2trust org create`.
struct OrganizationCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make an organization and its owner; needs the server's data, and no server.",
        discussion: """
            The owner's password is asked for without echo, or read from standard input.

            EXAMPLES:
              ag2trust org create Research --owner-email grace@example.com
              ag2trust org create Research --owner-email grace@example.com --owner-name Grace \\
                --password-stdin < password.txt
            """)

    @Argument(help: ArgumentHelp("The organization's name.", valueName: "name")) var name: String
    @Option(help: ArgumentHelp("The owner's address, to sign in with.", valueName: "address")) var ownerEmail: String
    @Option(help: ArgumentHelp("The owner's name. What is before the @ if not given.", valueName: "name"))
    var ownerName: String?
    @Flag(help: "Read the password from standard input (one line).") var passwordStdin = false
    @OptionGroup var installation: InstallationOptions
    @Flag(help: "Print JSON instead of text.") var json = false

    func run() async throws {
        try CrashReports.turnOff()
        let configuration = try await installation.configuration()
        let password = try SecretInput.newPassword(fromStandardInput: passwordStdin)
        let ownerName = ownerName ?? String(ownerEmail.prefix { $0 != "@" })
        let made = try await OrganizationDesk.create(
            name, ownerEmail: ownerEmail, ownerName: ownerName, password: password, in: configuration)
        try Output(isJSON: json).done(
            "\(made.organization.name) is made; \(made.owner.email) is its owner.",
            json: .object([
                "organization": .object([
                    "id": .string(made.organization.id.description), "name": .string(made.organization.name),
                ]),
                "user": .object([
                    "id": .string(made.owner.id.description), "email": .string(made.owner.email),
                    "name": .string(made.owner.name),
                ]),
            ]))
    }
}
