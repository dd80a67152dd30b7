// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust whoami`: who is signed in.
struct WhoAmI: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami",
        abstract: "Show who is signed in, and where.",
        discussion: """
            EXAMPLES:
              ag2trust whoami
              ag2trust whoami --json
            """)

    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let answer: Answer<SessionResponse> = try await api.get(APIPath("session"))
        try connection.output.show(answer) { session in
            var facts = Facts()
            facts.add("Name", session.user.name)
            facts.add("E-mail", session.user.email)
            facts.add("Organization", session.organization.name)
            facts.add("Role", session.role.rawValue)
            facts.add("Server", api.address.text)
            facts.add("Session ends", HumanTime.relative(session.expiresAt))
            return facts.lines
        }
    }
}
