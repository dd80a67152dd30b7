// SPDX-License-Identifier: Apache-2.0
package import TrustCore
private import TrustStore

/// The audit chain, walked from outside of the server.
package struct AuditInspection: Sendable {
    package let result: AuditVerification
    /// What the installation says its last row is.
    package let head: AuditHead

    /// Walks the chain of an installation; a server may be running meanwhile. Nothing is changed.
    /// - Throws: `ServerError` where there is no database, or it can't be read.
    package static func walk(_ configuration: ServerConfiguration) async throws -> AuditInspection {
        let path = configuration.databasePath
        let database: SQLiteDatabase
        do {
            database = try SQLiteDatabase(readingAt: path)
        } catch {
            throw ServerError(
                .databaseUnreadable, "\(path) can't be read. Set AG2TRUST_DATA_DIR or --data-dir to the server's own.")
        }
        do {
            let (result, head) = try await SQLAuditLog(database: database).walk()
            try? database.close()
            return AuditInspection(result: result, head: head)
        } catch {
            try? database.close()
            throw ServerError(.databaseUnreadable, "The audit log in \(path) can't be read: the file is damaged.")
        }
    }
}
