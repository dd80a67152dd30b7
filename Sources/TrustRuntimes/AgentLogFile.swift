// SPDX-License-Identifier: Apache-2.0
private import Foundation

/// An agent's output. The process holds the file open for appending, so that it is cut by copying its end away and
/// truncating it: together with the copy it stays near twice the limit.
package struct AgentLogFile: Sendable, Hashable {
    package let path: String
    package init(path: String) { self.path = path }

    package var previousPath: String { path + ".1" }

    /// Opens it for a process to append to; for this user only, never through a link.
    /// - Throws: `RuntimeError` of kind `folder`.
    package func openForAppending() throws(RuntimeError) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
        guard descriptor >= 0, isRegular(descriptor), fchmod(descriptor, 0o600) == 0 else {
            if descriptor >= 0 { close(descriptor) }
            throw RuntimeError(.folder, cause: "the log can't be opened")
        }
        return descriptor
    }

    /// Cuts the file if it is longer than `limit` bytes, keeping its last `limit` bytes in the copy.
    /// - Returns: whether it was cut.
    @discardableResult
    package func rotate(limit: Int) -> Bool {
        let descriptor = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        guard isRegular(descriptor), size(descriptor) > limit else { return false }
        // What is written between copying and cutting is lost; a copy that fails must not keep the file from being cut.
        let temporary = previousPath + ".new"
        unlink(temporary)
        let copy = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if copy >= 0 {
            let end = tail(descriptor, limit)
            let isWhole = end.withUnsafeBytes { write(copy, $0.baseAddress, $0.count) == $0.count }
            close(copy)
            if !isWhole || rename(temporary, previousPath) != 0 { unlink(temporary) }
        }
        return ftruncate(descriptor, 0) == 0
    }

    /// The last bytes, reaching back into the copy where the file is shorter; nothing where there is no file yet.
    /// - Throws: `RuntimeError` of kind `logs`.
    package func tail(_ count: Int) throws(RuntimeError) -> [UInt8] {
        let latest = try read(path, last: max(0, count))
        guard latest.count < count else { return latest }
        return try read(previousPath, last: count - latest.count) + latest
    }

    private func read(_ path: String, last count: Int) throws(RuntimeError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return [] }
            throw RuntimeError(.logs, cause: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        guard isRegular(descriptor) else { throw RuntimeError(.logs, cause: "not a file") }
        return tail(descriptor, count)
    }

    private func tail(_ descriptor: Int32, _ count: Int) -> [UInt8] {
        let size = size(descriptor)
        let wanted = min(size, count)
        return [UInt8](unsafeUninitializedCapacity: wanted) { buffer, used in
            while used < wanted {
                let rest = UnsafeMutableRawBufferPointer(buffer)[used...]
                let got = pread(
                    descriptor, UnsafeMutableRawBufferPointer(rebasing: rest).baseAddress, wanted - used,
                    off_t(size - wanted + used))
                if got <= 0 { break }
                used += got
            }
        }
    }

    private func size(_ descriptor: Int32) -> Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    private func isRegular(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
