// SPDX-License-Identifier: Apache-2.0
private import Foundation
import TrustStore

/// The database: whole, and of a version that this program knows.
enum DatabaseCheck {
    private static let subject = "database"

    static func run(_ configuration: ServerConfiguration) async -> ([CheckResult], DatabaseInspection?) {
        let path = configuration.databasePath
        guard FileManager.default.fileExists(atPath: path) else {
            return ([.ok(subject, "is made at the first start")], nil)
        }
        let inspection: DatabaseInspection
        do {
            inspection = try await DatabaseInspection.make(of: path)
        } catch {
            return (
                [
                    .failed(
                        subject, "\(path) can't be read: it is damaged, or not ours",
                        fix: "Stop the server, move the data directory away, and put a backup in its place.")
                ], nil
            )
        }
        return ([state(inspection, path)], inspection)
    }

    private static func state(_ inspection: DatabaseInspection, _ path: String) -> CheckResult {
        if let damage = inspection.damages.first {
            return .failed(
                subject, "\(path) is damaged: \(damage)",
                fix: "Stop the server, move the data directory away, and put a backup in its place.")
        }
        switch inspection.schema {
        case .empty: return .ok(subject, "whole; the next start makes its tables")
        case .current: return .ok(subject, "whole, and of this version")
        case .behind(let steps):
            return .ok(subject, "whole; the next start of this version makes \(steps) step\(steps == 1 ? "" : "s")")
        case .unusable(let error):
            return .failed(subject, "\(error)", fix: "Start the version that made it, or put back a backup.")
        }
    }
}
