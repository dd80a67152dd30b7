// SPDX-License-Identifier: Apache-2.0
import Foundation

extension WorkFolder {
    /// Writes a file whole: beside it first, then put in its place, so that nobody ever sees half of it, and nothing is
    /// written through a link. Folders on its way are made.
    /// - Parameters:
    ///   - path: of the file.
    ///   - bytes: its new content.
    /// - Returns: whether the file is new.
    /// - Throws: `Refusal`.
    package func writeFile(_ path: String, _ bytes: [UInt8]) throws(Refusal) -> Bool {
        guard bytes.count <= Self.writeLimit else { throw Refusal(.tooLarge) }
        let parts = try Self.parts(of: path)
        guard let name = parts.last.map(String.init), !path.hasSuffix("/"), !path.hasSuffix("/.") else {
            throw Refusal(.notAFile)
        }
        let folder = try makeFolders(parts.dropLast())
        defer { close(folder) }
        var before = stat()
        let isNew = fstatat(folder, name, &before, AT_SYMLINK_NOFOLLOW) != 0
        if isNew {
            guard errno == ENOENT else { throw Refusal(errno: errno) }
        } else {
            if before.st_mode & S_IFMT == S_IFLNK { throw Refusal(.link) }
            guard before.st_mode & S_IFMT == S_IFREG else { throw Refusal(.notAFile) }
        }
        let draft = Self.ownPrefix + "write-" + UUID().uuidString
        let file = openat(folder, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw Refusal(errno: errno) }
        var isInPlace = false
        defer {
            close(file)
            if !isInPlace { unlinkat(folder, draft, 0) }
        }
        try Self.write(bytes, to: file)
        // A program stays one that can be run; bits that lend rights are not handed on.
        if !isNew { fchmod(file, before.st_mode & 0o777) }
        guard fsync(file) == 0, renameat(folder, draft, folder, name) == 0 else { throw Refusal(errno: errno) }
        isInPlace = true
        return isNew
    }

    /// Removes what uses that were broken off have left, such as by the end of the process.
    package func removeLeftovers() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: self.path)) ?? []
        where name.hasPrefix(Self.ownPrefix) {
            try? FileManager.default.removeItem(atPath: "\(self.path)/\(name)")
        }
    }

    /// Opens a folder, making what is missing of it.
    private func makeFolders(_ parts: ArraySlice<Substring>) throws(Refusal) -> Int32 {
        let flags = O_RDONLY | O_DIRECTORY
        do throws(Refusal) {
            return try open(parts, flags)
        } catch {
            guard error.reason == .missing else { throw error }
        }
        for count in parts.indices {
            let above = try open(parts[..<count], flags)
            defer { close(above) }
            guard mkdirat(above, String(parts[count]), 0o777) == 0 || errno == EEXIST else {
                throw Refusal(errno: errno)
            }
        }
        return try open(parts, flags)
    }

    private static func write(_ bytes: [UInt8], to file: Int32) throws(Refusal) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.write(file, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            guard count > 0 else { throw Refusal(errno: errno) }
            written += count
        }
    }
}
