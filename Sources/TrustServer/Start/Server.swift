// SPDX-License-Identifier: Apache-2.0
private import Logging
private import TrustOutbound
private import TrustStore

/// The whole program, put together once and run until it is told to stop.
package enum Server {
    /// Runs control, gateway and operations until SIGTERM or SIGINT; agents that run go on running.
    /// - Throws: `ServerError` for a start that must not go on; whatever a service fails with.
    package static func run(_ configuration: ServerConfiguration) async throws {
        try ProcessHardening.apply()
        let logger = try makeLogger(configuration)
        let directory = try DataDirectory(configuration)
        let database = try SQLiteDatabase(path: configuration.databasePath)
        do {
            try await database.migrate()
            let outbound = OutboundClient()
            do {
                let house = try await House.build(configuration, database: database, outbound: outbound, logger: logger)
                try await house.open()
                try await house.serve()
            } catch {
                try? await outbound.shutdown()
                throw error
            }
            try await outbound.shutdown()
        } catch {
            try? database.close()
            throw error
        }
        try database.close()
        // Held to the very end, so that no second server opens what this one has not let go of.
        withExtendedLifetime(directory) {}
    }

    /// Lines on standard error, at the configured level.
    private static func makeLogger(_ configuration: ServerConfiguration) throws -> Logger {
        guard let level = Logger.Level(rawValue: configuration.logLevel) else {
            throw ServerError(
                .badSetting("log.level"),
                "log.level must be one of trace, debug, info, notice, warning, error, critical.")
        }
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        return Logger(label: "ag2trust")
    }
}
