// SPDX-License-Identifier: Apache-2.0
private import Foundation
private import TrustCore
import TrustStore
private import TrustVault

/// The master key: where it lies, who can read it, and whether it opens what is stored.
enum MasterKeyCheck {
    private static let subject = "master key"

    static func run(_ configuration: ServerConfiguration, _ inspection: DatabaseInspection?) async -> [CheckResult] {
        let path = configuration.masterKeyPath
        guard !isInside(path, configuration.dataDirectory) else {
            return [
                .failed(
                    subject, "\(path) lies inside the data directory: a backup of the data would open itself",
                    fix: "Move it elsewhere, and set AG2TRUST_CONFIG_DIR to that folder.")
            ]
        }
        let sealed = inspection?.installation?.fingerprintKey
        guard FileManager.default.fileExists(atPath: path) else {
            guard sealed == nil else {
                return [
                    .failed(
                        subject, "\(path) is missing, and keys are stored that only it opens",
                        fix: "Put it back from its backup.")
                ]
            }
            return [.ok(subject, "\(path) is made at the first start")]
        }
        let service: LocalKeyService
        do {
            service = try LocalKeyService(masterKeyFile: path, createIfMissing: false)
        } catch {
            return [
                .failed(
                    subject, "\(path) is refused: \(error.cause ?? error.publicMessage)",
                    fix: "It must be this user's alone: chown \(geteuid()) \(path) && chmod 600 \(path)")
            ]
        }
        var results = [CheckResult.ok(subject, "\(path) is ours alone")]
        guard let installation = inspection?.installation, let sealed else {
            results.append(.ok("key service", "local; nothing is stored yet that it could open"))
            return results
        }
        do {
            try await KeyFingerprinter.prove(Vault(keyService: service, installation: installation.id), on: sealed)
            results.append(.ok("key service", "local (\(service.keyReference)) opens what is stored"))
        } catch {
            results.append(
                .failed(
                    "key service", "\(service.keyReference) does not open what is stored: it is another installation's",
                    fix: "Put this installation's own master key back from its backup."))
        }
        return results
    }

    /// Whether a file lies in a folder or below it, links followed.
    private static func isInside(_ path: String, _ folder: String) -> Bool {
        func real(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
        return real((path as NSString).deletingLastPathComponent + "/").appending("/").hasPrefix(real(folder) + "/")
    }
}
