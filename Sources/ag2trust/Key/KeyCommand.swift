// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust key`: API keys of this server.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "API keys of AG2Trust, for scripts (not the providers' keys).",
        discussion: "A key is meant by its name or its id.",
        subcommands: [KeyList.self, KeyCreate.self, KeyRevoke.self])
}

extension Role: ExpressibleByArgument {}

extension APIKeyResponse {
    /// What its scope leaves of its role.
    var scope: String {
        let bounds = (readOnly ? ["reading"] : []) + (endpoints.map { ["asking " + $0.joined(separator: ", ")] } ?? [])
        return bounds.isEmpty ? "all of its role" : bounds.joined(separator: "; ")
    }
}
