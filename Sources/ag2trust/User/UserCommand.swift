// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust user`: the people of the organization.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "The people of the organization.",
        discussion: "A person is meant by the e-mail address or the id.",
        subcommands: [UserList.self, UserInvite.self, UserUninvite.self, UserRole.self, UserRemove.self])
}

extension APIClient {
    /// The person with this e-mail address, or with this id. A name is not enough: two people may share one.
    ///
    /// - Throws: `CommandError` where there is none.
    func findUser(_ reference: String) async throws -> MemberResponse {
        let all: [MemberResponse] = try await list(APIPath("users")).value
        let email = reference.lowercased()
        let id = UserID(reference)
        guard let found = all.first(where: { $0.email == email || $0.id == id }) else {
            throw CommandError(.notFound, "There is no user \"\(reference)\". See `ag2trust user list`.")
        }
        return found
    }
}
