// SPDX-License-Identifier: Apache-2.0
import Foundation

extension WorkFolder {
    /// A piece of a text file.
    package struct Part: Sendable, Hashable {
        package var text: String
        /// Of the whole file, in bytes.
        package var size: Int64
        /// Where the next piece begins; `nil` at the end.
        package var next: Int64?
    }

    /// The text of a file, from an offset on; as much as fits, in whole characters.
    /// - Throws: `Refusal`.
    package func readFile(_ path: String, from offset: Int64 = 0) throws(Refusal) -> Part {
        // Not blocking: opening a named pipe would wait for its other end.
        let file = try open(Self.parts(of: path), O_RDONLY | O_NONBLOCK | O_NOCTTY)
        defer { close(file) }
        let status = try status(of: file)
        guard status.st_mode & S_IFMT == S_IFREG else { throw Refusal(.notAFile) }
        var bytes = try Self.read(file, from: offset, atMost: Self.readLimit + 4)
        if offset > 0 { bytes = bytes.drop { $0 & 0xc0 == 0x80 } }
        var next: Int64?
        if bytes.count > Self.readLimit {
            var end = bytes.startIndex + Self.readLimit
            // A character of UTF-8 has at most three bytes after its first.
            for _ in 0..<3 where bytes[end] & 0xc0 == 0x80 { end -= 1 }
            next = offset + Int64(end)
            bytes = bytes[..<end]
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Refusal(.notText) }
        return Part(text: text, size: Int64(status.st_size), next: next)
    }

    static func read(_ file: Int32, from offset: Int64, atMost limit: Int) throws(Refusal)
        -> ArraySlice<UInt8>
    {
        var bytes = [UInt8](repeating: 0, count: limit)
        var count = 0
        while count < limit {
            let got = bytes.withUnsafeMutableBytes {
                pread(file, $0.baseAddress?.advanced(by: count), limit - count, off_t(offset) + off_t(count))
            }
            if got < 0 { throw Refusal(.denied) }
            if got == 0 { break }
            count += got
        }
        return bytes[..<count]
    }

    /// The names in a folder, sorted; folders end in a slash, links in ` (link)`.
    /// - Throws: `Refusal`.
    package func list(_ path: String) throws(Refusal) -> [String] {
        let folder = try open(Self.parts(of: path), O_RDONLY | O_NONBLOCK)
        guard try status(of: folder).st_mode & S_IFMT == S_IFDIR, let stream = fdopendir(folder) else {
            close(folder)
            throw Refusal(.notAFolder)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < Self.nameLimit, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != "..", !name.hasPrefix(Self.ownPrefix) else { continue }
            // A name may hold anything; one line a name is what was promised.
            let line = name.replacing(/[\u{0}-\u{1f}\u{7f}]/, with: "?")
            switch Int32(entry.pointee.d_type) {
            case Int32(DT_DIR): names.append(line + "/")
            case Int32(DT_LNK): names.append(line + " (link)")
            default: names.append(line)
            }
        }
        return names.sorted()
    }
}
