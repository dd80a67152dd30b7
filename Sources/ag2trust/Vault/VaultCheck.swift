// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustServer

/// `ag2trust vault check`.
struct VaultCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Make a round trip on the real key, and name the permission that is missing.",
        discussion: """
            Makes a data key, opens it, tries to open it for another place (which must be refused), wraps it and wraps \
            it anew; then opens a record of this installation, if there is one. Nothing is stored. Run it as the user \
            that runs the server, with its settings and its AWS credentials. The status is 1 if anything failed.

            EXAMPLES:
              ag2trust vault check
              AG2TRUST_AWS_KMS_KEY=alias/ag2trust ag2trust vault check --json
            """)

    @OptionGroup var installation: InstallationOptions
    @Flag(help: "Print JSON instead of text.") var json = false

    func run() async throws {
        try CrashReports.turnOff()
        let results = await KeyServiceCheck.run(try await installation.configuration())
        try CheckReport(results).show(json: json)
    }
}
