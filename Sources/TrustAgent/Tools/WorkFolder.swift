// SPDX-License-Identifier: Apache-2.0
private import CTrust
import Foundation

/// The agent's own folder, which its tools can't leave: the kernel resolves every path beneath it and refuses symbolic
/// links (openat2(2), or one step at a time where it is missing); paths that say `..`, begin with a slash or lead into
/// a git repository's own folder are refused before that.
package final class WorkFolder: Sendable {
    /// Why a path can't be used, in words for the model.
    package struct Refusal: Error, Equatable, Sendable {
        package enum Reason: Sendable, Hashable {
            case outside, reserved, missing, link, notAFile, notAFolder, tooLarge, notText, noSpace, denied
        }
        package let reason: Reason
        package init(_ reason: Reason) { self.reason = reason }

        package var message: String {
            switch reason {
            case .outside: "the path must stay inside the working folder: relative, without .."
            case .reserved: "what is in .git is not for this tool"
            case .missing: "there is no such file or folder"
            case .link: "symbolic links are not followed"
            case .notAFile: "this is not a file"
            case .notAFolder: "this is not a folder"
            case .tooLarge: "the text is larger than 1 MiB"
            case .notText: "the file is not UTF-8 text"
            case .noSpace: "there is no space left"
            case .denied: "it can't be opened"
            }
        }
    }

    /// How names are resolved: by the kernel at once, or by steps, as where the kernel is older than 5.6.
    package enum Resolution: Sendable, Hashable, CaseIterable { case atOnce, bySteps }

    /// The most that is read at once, in bytes.
    package static let readLimit = 64 << 10
    /// The longest text that is written, in bytes.
    package static let writeLimit = 1 << 20
    /// The most names that are listed.
    package static let nameLimit = 1000
    /// Names that begin so are the agent's own, for the time of one use.
    static let ownPrefix = ".ag2trust-"

    let descriptor: Int32
    /// Without symbolic links in it.
    let path: String
    private let resolution: Resolution

    /// - Parameters:
    ///   - path: the folder.
    ///   - resolution: at once, unless that is what is to be tried.
    /// - Throws: `AgentError` of kind `configuration` where the folder can't be opened.
    package init(path: String, resolution: Resolution = .atOnce) throws(AgentError) {
        self.resolution = resolution
        self.path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        descriptor = Foundation.open(self.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw AgentError(.configuration, "The working folder can't be opened.") }
    }

    deinit { close(descriptor) }

    /// The parts of a path that may be used.
    /// - Throws: `outside` or `reserved`.
    static func parts(of path: String) throws(Refusal) -> [Substring] {
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard !path.isEmpty, !path.hasPrefix("/"), !parts.contains(".."), !path.utf8.contains(0) else {
            throw Refusal(.outside)
        }
        guard !parts.contains(where: { $0.lowercased() == ".git" || $0.hasPrefix(ownPrefix) }) else {
            throw Refusal(.reserved)
        }
        return parts
    }

    /// Opens something beneath the folder.
    /// - Parameters:
    ///   - parts: of its path, as `parts(of:)` gives them; none for the folder itself.
    ///   - flags: of open(2), without creation.
    /// - Returns: a descriptor, the caller's to close.
    /// - Throws: why it can't be opened.
    func open(_ parts: some Collection<Substring>, _ flags: Int32) throws(Refusal) -> Int32 {
        let path = parts.isEmpty ? "." : parts.joined(separator: "/")
        var opened = Int32(-1)
        errno = ENOSYS
        if resolution == .atOnce { opened = trust_open_beneath(descriptor, path, flags) }
        // EPERM is what some sandboxes answer to a system call that they don't know.
        if opened < 0, errno == ENOSYS || errno == EPERM {
            opened = trust_open_beneath_by_steps(descriptor, path, flags)
        }
        guard opened < 0 else { return opened }
        throw Refusal(errno: errno)
    }

    func status(of descriptor: Int32) throws(Refusal) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Refusal(.denied) }
        return status
    }
}

extension WorkFolder.Refusal {
    init(errno code: Int32) {
        switch code {
        case ENOENT: self.init(.missing)
        case ENOTDIR: self.init(.notAFolder)
        case ELOOP: self.init(.link)
        case EXDEV: self.init(.outside)
        case ENXIO, EISDIR: self.init(.notAFile)
        case ENOSPC, EDQUOT: self.init(.noSpace)
        default: self.init(.denied)
        }
    }
}
