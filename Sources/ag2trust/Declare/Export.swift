// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustDeclare

/// `ag2trust export`.
struct Export: ServerCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write what the server has as a document, for apply and diff.",
        discussion: """
            Everything but secrets: keys, and the webhook with its secret, stay where they are. Where the document is to \
            make providers elsewhere, add key_from to them (`ag2trust help apply`).

            EXAMPLE:
              ag2trust export > trust.yaml
            """)

    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let present = try await api.present()
        let exported: Declaration
        do {
            exported = try present.exported
        } catch {
            throw CommandError(.failure, error.description)
        }
        guard !connection.json else { return print(try exported.json.indented()) }
        print(Terminal.raw(try exported.yaml()), terminator: "")
    }
}
