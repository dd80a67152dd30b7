// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore

/// Makes the database's folder and file readable for their owner alone, before the engine touches them.
///
/// SQLite gives its `-wal` and `-shm` files the mode of the database file.
enum SQLiteFiles {
    /// - Throws: `StoreError.unavailable` where the folder can be written by others, or is not a folder, or the path
    ///   is a symbolic link.
    static func prepare(_ path: String) throws {
        try prepareFolder((path as NSString).deletingLastPathComponent)
        let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("opening the database file") }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else { throw failure("restricting the database file") }
        for suffix in ["-wal", "-shm"] where access(path + suffix, F_OK) == 0 {
            guard chmod(path + suffix, 0o600) == 0 else { throw failure("restricting the database's \(suffix)") }
        }
    }

    private static func prepareFolder(_ folder: String) throws {
        guard !folder.isEmpty else { return }
        var status = stat()
        if stat(folder, &status) != 0 {
            guard errno == ENOENT else { throw failure("looking at the data folder") }
            try prepareParents(of: folder)
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw failure("making the data folder") }
            guard stat(folder, &status) == 0 else { throw failure("looking at the data folder") }
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw StoreError(.unavailable, cause: "the data folder is not a folder")
        }
        // A folder that others write to is shared with them: taking it over would be as wrong as trusting it.
        guard status.st_mode & 0o022 == 0 else {
            throw StoreError(.unavailable, cause: "others can write to the data folder")
        }
        // Passing through is all that others may be given: agents with users of their own have folders in there.
        let others = status.st_mode & 0o077
        if others != 0, others != 0o011, chmod(folder, 0o700) != 0 { throw failure("restricting the data folder") }
    }

    private static func prepareParents(of folder: String) throws {
        let parent = (folder as NSString).deletingLastPathComponent
        guard !parent.isEmpty, access(parent, F_OK) != 0 else { return }
        do {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw StoreError(.unavailable, cause: "making the data folder's parents: \(error)")
        }
    }

    private static func failure(_ action: String) -> StoreError {
        StoreError(.unavailable, cause: "\(action): errno \(errno)")
    }
}
