// SPDX-License-Identifier: Apache-2.0
private import Foundation
private import TrustControl
package import TrustCore
private import TrustStore
private import TrustVault

/// The organizations of an installation, handled by its operator with or without a running server.
package enum OrganizationDesk {
    /// All, the default one first.
    /// - Throws: `ServerError` where there is no database, or it can't be used; `SchemaError`.
    package static func list(_ configuration: ServerConfiguration) async throws -> [OrganizationSummary] {
        try await with(configuration) { try await $0.list() }
    }

    /// Makes an organization and its owner.
    ///
    /// - Parameters:
    ///   - name: the organization's.
    ///   - ownerEmail: the address that the owner signs in with.
    ///   - ownerName: the owner's name.
    ///   - password: the owner's password.
    ///   - configuration: says where the data is.
    /// - Returns: what was made.
    /// - Throws: as `list` does; `INVALID_REQUEST` naming the field; `NAME_TAKEN`.
    package static func create(
        _ name: String, ownerEmail: String, ownerName: String, password: borrowing SecretBytes,
        in configuration: ServerConfiguration
    ) async throws -> (organization: Organization, owner: User) {
        let copy = SharedSecret(password.duplicate())
        return try await with(configuration) { organizations in
            let made = try await organizations.create(
                name: name, ownerEmail: ownerEmail, ownerName: ownerName,
                password: copy.withBytes { SecretBytes(copying: $0) })
            return (made.organization, made.user)
        }
    }

    /// Opens the installation's database for the length of a call.
    private static func with<R: Sendable>(
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
