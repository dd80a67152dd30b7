// SPDX-License-Identifier: Apache-2.0
private import Foundation

/// The folder that one server owns while it runs.
package final class DataDirectory: Sendable {
    private let lock: Int32

    /// Makes the folders (0700; for root those that lead to agents' folders 0711) and takes the lock that keeps a second
    /// server out.
    /// - Throws: `ServerError` when another server has it, or a folder can't be made.
    package init(_ configuration: ServerConfiguration) throws {
        for folder in [
            configuration.dataDirectory, configuration.configDirectory, configuration.spoolDirectory,
            configuration.agentsDirectory,
        ] {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw ServerError(.badSetting("data.dir"), "\(folder) can't be made: \(error.localizedDescription)")
            }
        }
        // Agents with users of their own come through to their folders; what else is here is closed to them.
        if geteuid() == 0 {
            for folder in [configuration.dataDirectory, configuration.agentsDirectory] { chmod(folder, 0o711) }
        }
        let path = configuration.dataDirectory + "/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ServerError(.badSetting("data.dir"), "\(path) can't be opened.") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw ServerError(
                .dataDirectoryInUse,
                "Another server uses \(configuration.dataDirectory). Stop it, or set AG2TRUST_DATA_DIR.")
        }
        lock = descriptor
    }

    /// Whether a server has the folder now; nothing is made.
    static func isInUse(_ configuration: ServerConfiguration) -> Bool {
        let descriptor = open(configuration.dataDirectory + "/lock", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0
    }

    deinit { close(lock) }
}
