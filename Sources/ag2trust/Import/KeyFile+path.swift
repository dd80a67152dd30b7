// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore
import TrustImport

extension KeyFile {
    /// The longest file that is read, in bytes.
    private static let limit = 1 << 20

    /// Reads a file; its bytes are overwritten when that is done.
    ///
    /// - Throws: `CommandError` that says which file can't be read, and why; nothing of what is in it.
    init(at path: String, format: ImportFormat?, environment: [String: String]) throws {
        let content = try Self.content(of: path)
        do {
            try self.init(content, name: path, format: format, environment: environment)
        } catch {
            throw CommandError(.usage, error.description)
        }
    }

    private static func content(of path: String) throws -> SecretBytes {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandError(.usage, "\(path) can't be opened: \(String(cString: strerror(errno))).")
        }
        defer { close(descriptor) }
        return try SecretBytes(capacity: limit + 1) { buffer in
            var count = 0
            while true {
                let read = read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
                if read < 0, errno == EINTR { continue }
                guard read >= 0 else {
                    throw CommandError(.usage, "\(path) can't be read: \(String(cString: strerror(errno))).")
                }
                if read == 0 { return count }
                count += read
                guard count <= limit else { throw CommandError(.usage, "\(path) is longer than \(limit) bytes.") }
            }
        }
    }
}
