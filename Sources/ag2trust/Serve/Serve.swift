// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import NIOCore
import TrustServer

/// `ag2trust serve`: runs the server until it is told to stop.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server.",
        discussion: """
            Two listeners on this machine only: the dashboard and the JSON API for people (8080), the gateway for \
            agents (8081); and one with metrics and health for operators (8082). The first start makes the database \
            and a master key, and prints a one-time token for `ag2trust setup`.

            Settings come from ag2trust.yaml in the configuration directory, from AG2TRUST_* variables \
            (AG2TRUST_DATA_DIR, AG2TRUST_CONTROL_PORT, AG2TRUST_BASE_URL_HOSTS, …) and from these options; what \
            comes later in this list wins. `ag2trust config check` prints them all; `ag2trust check` looks at what the \
            server stands on.

            EXAMPLES:
              ag2trust serve
              ag2trust serve --data-dir /srv/ag2trust --control-port 9080
              AG2TRUST_BASE_URL_HOSTS=127.0.0.1:8090 ag2trust serve
            """)

    @Option(
        help: ArgumentHelp("Database, spool and agents' folders.", valueName: "folder"), completion: .directory)
    var dataDir: String?

    @Option(
        help: ArgumentHelp("Where master.key and ag2trust.yaml are.", valueName: "folder"), completion: .directory)
    var configDir: String?

    @Option(help: ArgumentHelp("Port of the dashboard and the API.", valueName: "port"))
    var controlPort: UInt16?

    @Option(help: ArgumentHelp("Port of the gateway.", valueName: "port"))
    var gatewayPort: UInt16?

    @Option(help: ArgumentHelp("Port of metrics and health.", valueName: "port"))
    var opsPort: UInt16?

    @Option(
        help: ArgumentHelp("trace, debug, info, notice, warning, error or critical.", valueName: "level"),
        completion: .list(["trace", "debug", "info", "notice", "warning", "error", "critical"]))
    var logLevel: String?

    func run() async throws {
        try CrashReports.turnOff()
        let configuration = try await ServerConfiguration.load(commandLine: given)
        do {
            try await Server.run(configuration)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw CommandError(
                .failure,
                "A port is taken: \(configuration.control.port), \(configuration.gateway.port) or "
                    + "\(configuration.operations.port). Choose others with --control-port, --gateway-port and "
                    + "--ops-port.")
        }
    }

    /// The settings that the command line names, by their keys.
    private var given: [String: String] {
        [
            "data.dir": dataDir, "config.dir": configDir, "control.port": controlPort.map { "\($0)" },
            "gateway.port": gatewayPort.map { "\($0)" }, "ops.port": opsPort.map { "\($0)" }, "log.level": logLevel,
        ].compactMapValues { $0 }
    }
}
