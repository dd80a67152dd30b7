// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `ag2trust org`: the organizations of an installation.
struct OrganizationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "org",
        abstract: "The organizations of an installation; needs the server's data, and no server.",
        discussion: """
            Setup makes the first one, the default. Nothing of one organization is seen from another: what is \
            there and what is nowhere look the same.
            """,
        subcommands: [OrganizationList.self, OrganizationCreate.self])
}
