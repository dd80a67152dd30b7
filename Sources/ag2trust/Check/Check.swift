// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustServer

/// `ag2trust check`: what a start stands on.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at everything that the server stands on; changes nothing.",
        discussion: """
            Ports, data directory, file system, master key, key service, database, programs, dashboard, clock, limits. \
            Before the first start and while the server runs, as the user that runs it and with its settings. Each \
            failure says in one line what to do. The status is 1 if anything failed; warnings do not count.

            EXAMPLES:
              ag2trust check
              ag2trust check --data-dir /srv/ag2trust --json
            """)

    @OptionGroup var installation: InstallationOptions
    @Flag(help: "Print JSON instead of text.") var json = false

    func run() async throws {
        try CheckReport(await InstallationCheck.run(commandLine: installation.given)).show(json: json)
    }
}
