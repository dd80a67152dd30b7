// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Saved sign-ins, one a server: `ag2trust/session` in the user's configuration directory, for its owner only (0600).
struct SessionFile {
    /// One sign-in.
    struct Entry: Codable {
        var token: String
        var email: String
        /// RFC 3339.
        var expiresAt: String

        enum CodingKeys: String, CodingKey {
            case token, email
            case expiresAt = "expires_at"
        }
    }

    let path: String

    /// `$XDG_CONFIG_HOME/ag2trust/session`, or `~/.config/ag2trust/session`.
    init(environment: [String: String]) {
        let configured = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let home = environment["HOME"] ?? NSHomeDirectory()
        path = (configured ?? home + "/.config") + "/ag2trust/session"
    }

    /// The sign-in for a server, if there is one.
    ///
    /// - Throws: `CommandError` if the file is readable for others, or is not ours.
    func session(for address: ServerAddress) throws -> Entry? { try load()[address.text] }

    /// Saves a sign-in, in place of an earlier one for the same server.
    func save(_ entry: Entry, for address: ServerAddress) throws {
        var entries = try load()
        entries[address.text] = entry
        try store(entries)
    }

    /// Forgets a sign-in; returns whether there was one.
    @discardableResult
    func remove(for address: ServerAddress) throws -> Bool {
        var entries = try load()
        guard entries.removeValue(forKey: address.text) != nil else { return false }
        try store(entries)
        return true
    }

    private func load() throws -> [String: Entry] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return [:] }
            throw CommandError(.failure, "\(path) can't be opened: \(String(cString: strerror(errno))).")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & 0o077 == 0, status.st_uid == geteuid() else {
            throw CommandError(.failure, "\(path) can be read by others, so it is not used. Run: chmod 600 \(path)")
        }
        guard let data = try? file.readToEnd() else { return [:] }
        guard let entries = try? JSONDecoder().decode([String: Entry].self, from: data) else {
            throw CommandError(.failure, "\(path) can't be read. Delete it and sign in again.")
        }
        return entries
    }

    /// Writes beside the file and moves it into place, so that a reader sees the old one or the new one.
    private func store(_ entries: [String: Entry]) throws {
        let directory = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let data = try encoder.encode(entries)
            let draft = path + ".\(getpid())"
            let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            do {
                try file.write(contentsOf: data)
                try file.synchronize()
                guard rename(draft, path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            } catch {
                unlink(draft)
                throw error
            }
        } catch {
            throw CommandError(.failure, "The session can't be saved in \(directory).")
        }
    }
}
