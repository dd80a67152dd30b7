// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import TrustCore

/// `ag2trust logout`: ends the saved session, here and at the server.
struct Logout: ServerCommand {
    static let configuration = CommandConfiguration(
        abstract: "End the saved session, here and at the server.",
        discussion: """
            EXAMPLE:
              ag2trust logout
            """)
    static let usesCredential = false

    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let file = SessionFile(environment: ProcessInfo.processInfo.environment)
        guard let session = try file.session(for: api.address) else {
            return try connection.output.done(
                "You are not signed in to \(api.address.text).", json: .object(["signed_out": false]))
        }
        // Forgotten here whatever the server says: whoever signs out wants the token gone.
        try file.remove(for: api.address)
        do {
            try await api.authenticated(by: .session(session.token)).perform(.delete, APIPath("session"))
        } catch let error as CommandError where error.status == .unauthenticated {
            // It was over already.
        }
        try connection.output.done(
            "Signed out of \(api.address.text).", json: .object(["signed_out": true]))
    }
}
