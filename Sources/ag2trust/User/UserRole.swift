// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust user role`.
struct UserRole: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "role",
        abstract: "Give somebody another role; it counts at once.",
        discussion: """
            EXAMPLE:
              ag2trust user role ada@example.com admin
            """)

    @Argument(help: ArgumentHelp("E-mail address or id.", valueName: "user"), completion: .users)
    var user: String
    @Argument(help: "What they may do from now on.") var role: Role
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let found = try await api.findUser(user)
        let answer: Answer<MemberResponse> = try await api.send(
            .patch, APIPath("users", found.id.description), UpdateUserRequest(role: role))
        try connection.output.done("\(found.email) is \(answer.value.role.rawValue) now.", json: answer.json)
    }
}
