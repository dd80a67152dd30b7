// SPDX-License-Identifier: Apache-2.0
import Foundation

extension MasterKeyFile {
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Nobody but us may put a file where the key is looked for.
    static func checkFolder(of path: String) throws(VaultError) {
        var status = stat()
        guard unsafe stat(folder(of: path), &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw unusable(.noFolder)
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else { throw unusable(.folderOfOther) }
        guard status.st_mode & 0o022 == 0 else { throw unusable(.folderOpenToOthers) }
    }

    /// Makes a folder, and those above it that are missing, for us alone.
    static func makeFolder(_ path: String) throws(VaultError) {
        if unsafe mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, path != folder(of: path) else { throw unusable(.noFolder) }
        try makeFolder(folder(of: path))
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw unusable(.noFolder)
        }
    }

    /// Makes a new name survive a power cut.
    static func syncFolder(_ path: String) throws(VaultError) {
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw unusable(.unwritable) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw unusable(.unwritable) }
    }
}
