// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore

extension AgentLogFile {
    /// What was written after a position, `limit` bytes at most; without one, the last bytes that there are. A position
    /// that lies behind the file's end is one from before it was cut: then it is read from its beginning.
    /// - Throws: `RuntimeError` of kind `logs`.
    package func part(after position: Int64?, limit: Int) throws(RuntimeError) -> OutputPart {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return OutputPart(bytes: [], position: 0, isCut: (position ?? 0) > 0) }
            throw RuntimeError(.logs, cause: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw RuntimeError(.logs, cause: "not a file")
        }
        let size = Int64(status.st_size)
        let isCut = position.map { $0 > size } ?? false
        let start = isCut ? 0 : position ?? max(0, size - Int64(limit))
        let wanted = Int(min(size - start, Int64(max(0, limit))))
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, used in
            while used < wanted {
                let rest = UnsafeMutableRawBufferPointer(buffer)[used...]
                let got = pread(
                    descriptor, UnsafeMutableRawBufferPointer(rebasing: rest).baseAddress, wanted - used,
                    off_t(start) + off_t(used))
                if got <= 0 { break }
                used += got
            }
        }
        return OutputPart(bytes: bytes, position: start + Int64(bytes.count), isCut: isCut)
    }
}
