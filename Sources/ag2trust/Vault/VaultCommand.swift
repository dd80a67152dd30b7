// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `ag2trust vault`.
struct VaultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vault",
        abstract: "The key service, and what is sealed by it.",
        subcommands: [VaultStatus.self, VaultCheck.self, VaultRewrap.self])
}
