// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustServer

/// `ag2trust config`: the server's settings.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "The server's settings.",
        subcommands: [ConfigCheck.self, ConfigReference.self])
}

/// `ag2trust config reference`: the page about all settings.
struct ConfigReference: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Print the page that describes every setting (Markdown).")

    func run() throws { print(Setting.page, terminator: "") }
}
