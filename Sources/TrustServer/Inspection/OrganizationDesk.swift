// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustControl
package import TrustCore
private import TrustStore
private import TrustVault

/// The organizations of an installation, handled by its operator with or without a running server.
package enum OrganizationDesk {
    /// Opens the installation's database for the length of a call.
    /// - Throws: `ServerError` where there is no database or it can't be used; `SchemaError`; what the call throws.
    package static func with<R: Sendable>(
        _ configuration: ServerConfiguration, _ body: (OrganizationService) async throws -> R
    ) async throws -> R {
        let path = configuration.databasePath
        guard FileManager.default.fileExists(atPath: path) else {
            throw ServerError(
                .databaseUnreadable,
                "There is no database at \(path). Start the server once, or set AG2TRUST_DATA_DIR or --data-dir.")
        }
        // Whoever runs as another user would leave files behind that the server can't open.
        let owner = try FileManager.default.attributesOfItem(atPath: path)[.ownerAccountID] as? NSNumber
        guard owner?.uint32Value == geteuid() else {
            throw ServerError(.databaseUnreadable, "\(path) belongs to another user: run this as the server's.")
        }
        umask(0o077)
        let database: SQLiteDatabase
        do {
            database = try SQLiteDatabase(path: path)
        } catch {
            throw ServerError(.databaseUnreadable, "\(path) can't be opened.")
        }
        do {
            // Beside a server nothing is changed about the schema: it is the server's, which has done so at its start.
            if let directory = try? DataDirectory(configuration) {
                try await database.migrate()
                withExtendedLifetime(directory) {}
            }
            let store = Repositories(database: database, clock: WallClock())
            let result = try await body(
                OrganizationService(
                    organizations: store.identity, log: store.audit, passwords: PasswordHasher(), clock: WallClock()))
            try database.close()
            return result
        } catch {
            try? database.close()
            throw error
        }
    }
}
