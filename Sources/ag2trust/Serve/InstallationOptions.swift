// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustServer

/// Where the data of a server on this machine is.
struct InstallationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The server's data. AG2TRUST_DATA_DIR if not given.", valueName: "folder"),
        completion: .directory)
    var dataDir: String?

    @Option(
        help: ArgumentHelp(
            "Where master.key and ag2trust.yaml are. AG2TRUST_CONFIG_DIR if not given.", valueName: "folder"),
        completion: .directory)
    var configDir: String?

    /// The settings that the command line names, by their keys.
    var given: [String: String] {
        ["data.dir": dataDir, "config.dir": configDir].compactMapValues { $0 }
    }

    /// The settings as the server would read them.
    /// - Throws: `ServerError` for one that can't be used.
    func configuration() async throws -> ServerConfiguration {
        try await ServerConfiguration.load(commandLine: given)
    }
}
