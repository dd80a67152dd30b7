// SPDX-License-Identifier: Apache-2.0
private import TrustStore

/// Everything that a start stands on, looked at without starting; while a server runs too.
package enum InstallationCheck {
    /// - Parameter commandLine: Settings that the command line names, by their keys.
    /// - Returns: the results, in the order in which they are to be read.
    package static func run(commandLine: [String: String]) async -> [CheckResult] {
        var results: [CheckResult] = []
        let report = await ConfigurationReport.make(commandLine: commandLine)
        results += report.warnings.map {
            .warning("configuration", $0, fix: "`ag2trust config check` prints every name that is read.")
        }
        let configuration: ServerConfiguration
        do {
            configuration = try await ServerConfiguration.load(commandLine: commandLine)
        } catch {
            results.append(
                .failed("configuration", "\(error)", fix: "Correct it; see `ag2trust config check`."))
            return results
        }
        results.append(.ok("configuration", "can be used"))
        let isRunning = DataDirectory.isInUse(configuration)
        results += ListenerCheck.run(configuration, serverRuns: isRunning)
        results += FolderCheck.run(configuration)
        let (database, inspection) = await DatabaseCheck.run(configuration)
        results += database
        results +=
            configuration.awsKMS == nil
            ? await MasterKeyCheck.run(configuration, inspection) : await KeyServiceCheck.run(configuration, inspection)
        results += ProgramCheck.run(configuration)
        results += ClockCheck.run(lastAudit: inspection?.lastAudit)
        results += HostCheck.run()
        return results
    }
}
