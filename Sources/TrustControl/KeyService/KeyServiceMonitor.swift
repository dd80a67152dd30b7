// SPDX-License-Identifier: Apache-2.0
import Logging
import TrustCore
import TrustVault

/// Asks after the key service while nobody else does, so that its loss is known before an agent has to start: once a
/// minute for its key, every tenth time with a data key made and opened; every ten seconds while something is wrong.
package struct KeyServiceMonitor: Sendable {
    private let vault: Vault
    private let logger: Logger

    static let interval: Duration = .seconds(60)
    static let intervalInTrouble: Duration = .seconds(10)
    static let roundTripEvery = 10

    init(_ ports: ControlPorts) {
        vault = ports.vault
        logger = ports.logger
    }

    /// Asks until the task is cancelled.
    package func run() async {
        var round = 0
        var wasHealthy = true
        while !Task.isCancelled {
            await ask(withRoundTrip: round.isMultiple(of: Self.roundTripEvery))
            round += 1
            let report = vault.status.report
            if report.isHealthy != wasHealthy {
                wasHealthy = report.isHealthy
                if let failure = report.failure {
                    logger.error("the key service can't be used", metadata: ["failure": "\(failure.rawValue)"])
                } else {
                    logger.notice("the key service can be used again")
                }
            }
            try? await Task.sleep(for: report.isHealthy ? Self.interval : Self.intervalInTrouble)
        }
    }

    /// What comes of it stands in the vault's status.
    private func ask(withRoundTrip: Bool) async {
        do {
            guard try await vault.describeKeyService().isUsable else { return }
            if withRoundTrip { try await vault.roundTrip() }
        } catch {
            // Noted by the vault.
        }
    }
}
