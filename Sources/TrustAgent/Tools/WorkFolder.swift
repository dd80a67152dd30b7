// SPDX-License-Identifier: Apache-2.0
private import CTrust
private import Foundation

/// The agent's own folder, which its file tools can't leave: the kernel resolves every path beneath it and refuses
/// symbolic links (openat2(2)); paths that say `..` or begin with a slash are refused before that.
package final class WorkFolder: Sendable {
    /// Why a path can't be used, in words for the model.
    package struct Refusal: Error, Equatable, Sendable {
        package enum Reason: Sendable, Hashable {
            case outside, missing, link, notAFile, notAFolder, tooLarge, notText, denied
        }
        package let reason: Reason
        package init(_ reason: Reason) { self.reason = reason }

        package var message: String {
            switch reason {
            case .outside: "the path must stay inside the working folder"
            case .missing: "there is no such file or folder"
            case .link: "symbolic links are not followed"
            case .notAFile: "this is not a file"
            case .notAFolder: "this is not a folder"
            case .tooLarge: "the file is larger than 64 KiB"
            case .notText: "the file is not UTF-8 text"
            case .denied: "it can't be read"
            }
        }
    }

    /// The longest file that is read, in bytes.
    package static let fileLimit = 64 << 10
    /// The most names that are listed.
    package static let nameLimit = 1000

    private let descriptor: Int32

    /// - Throws: `AgentError` of kind `configuration` where the folder can't be opened.
    package init(path: String) throws(AgentError) {
        descriptor = Foundation.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw AgentError(.configuration, "The working folder can't be opened.") }
    }

    deinit { close(descriptor) }

    /// The text of a file.
    package func readFile(_ path: String) throws(Refusal) -> String {
        // Not blocking: opening a named pipe would wait for its other end.
        let file = try beneath(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        defer { close(file) }
        guard kind(of: file) == S_IFREG else { throw Refusal(.notAFile) }
        var bytes = [UInt8](repeating: 0, count: Self.fileLimit + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress?.advanced(by: count), $0.count - count) }
            if got < 0 { throw Refusal(.denied) }
            if got == 0 { break }
            count += got
        }
        guard count <= Self.fileLimit else { throw Refusal(.tooLarge) }
        guard let text = String(validating: bytes[..<count], as: UTF8.self) else { throw Refusal(.notText) }
        return text
    }

    /// The names in a folder, sorted; folders end in a slash, links in ` (link)`.
    package func list(_ path: String) throws(Refusal) -> [String] {
        let folder = try beneath(path, O_RDONLY | O_NONBLOCK)
        guard kind(of: folder) == S_IFDIR, let stream = fdopendir(folder) else {
            close(folder)
            throw Refusal(.notAFolder)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < Self.nameLimit, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
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

    private func beneath(_ path: String, _ flags: Int32) throws(Refusal) -> Int32 {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.isEmpty, !path.hasPrefix("/"), !parts.contains(".."), !path.utf8.contains(0) else {
            throw Refusal(.outside)
        }
        let opened = trust_open_beneath(descriptor, path, flags)
        if opened >= 0 { return opened }
        switch errno {
        case ENOENT: throw Refusal(.missing)
        case ENOTDIR: throw Refusal(.notAFolder)
        case ELOOP: throw Refusal(.link)
        case EXDEV: throw Refusal(.outside)
        case ENXIO: throw Refusal(.notAFile)
        default: throw Refusal(.denied)
        }
    }

    private func kind(of file: Int32) -> mode_t {
        var status = stat()
        return fstat(file, &status) == 0 ? status.st_mode & S_IFMT : 0
    }
}
