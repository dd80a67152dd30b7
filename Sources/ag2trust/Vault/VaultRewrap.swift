// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust vault rewrap`.
struct VaultRewrap: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "rewrap",
        abstract: "Wrap everything that is sealed under the current master key.",
        discussion: """
            After the server was started with another key, or with AWS KMS in place of the local master key: the old \
            one must still be there. Records are moved one by one, each is proven before its old wrapping goes, and \
            agents start meanwhile. It may be ended at any moment; run it again to go on. The status is 1 if a record \
            could not be moved.

            EXAMPLE:
              ag2trust vault rewrap
            """)

    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        var total: Int64 = 0
        var last: RewrapResponse
        repeat {
            let answer: Answer<RewrapResponse> = try await api.send(.post, APIPath("vault", "rewrap"), EmptyBody())
            last = answer.value
            total += last.rewrapped
            if last.left > 0 { StandardError.line("\(total) moved, \(last.left) left") }
        } while last.left > 0 && last.failed == 0
        guard last.failed == 0 else {
            throw CommandError(
                .failure,
                "\(total) moved; \(last.left) could not be: see `ag2trust audit list` and `ag2trust vault check`.")
        }
        try connection.output.done(
            total == 0
                ? "Everything is wrapped under \(last.keyReference)." : "\(total) moved to \(last.keyReference).",
            json: .object([
                "rewrapped": .integer(total), "left": .integer(0), "key_reference": .string(last.keyReference),
            ]))
    }
}
