// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A repository's `.git` folder as it was found: looked through, so that nothing in it leads elsewhere.
struct GitSource {
    /// The most files that it may have.
    static let fileLimit = 200_000
    /// Of the whole path.
    let path: String
    private let folder: WorkFolder
    private let parts: [Substring]
    private let head: String
    private let settings: GitSettings
    private let excludes: String

    /// - Throws: `ToolFailure` that says why the repository is not taken.
    init(folder: WorkFolder, parts: [Substring]) throws(ToolFailure) {
        self.folder = folder
        self.parts = parts + [".git"]
        path = ([Substring(folder.path)] + self.parts).joined(separator: "/")
        do throws(WorkFolder.Refusal) {
            close(try folder.open(self.parts, O_RDONLY | O_DIRECTORY))
        } catch {
            switch error.reason {
            case .missing: throw ToolFailure("there is no git repository: the folder has no .git")
            case .link: throw ToolFailure("the repository is not taken: .git is a symbolic link")
            case .notAFolder:
                throw ToolFailure("the repository is not taken: .git is a file that points to another folder")
            default: throw ToolFailure("the repository can't be read")
            }
        }
        let own = self.parts
        func read(_ name: String, _ limit: Int) throws(ToolFailure) -> String? {
            try Self.text(folder, own + name.split(separator: "/"), limit: limit)
        }
        head = (try read("HEAD", 1024) ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        let named = head.wholeMatch(of: /ref: (refs\/.+)/)
        guard named.map({ GitRevision.isName($0.1) }) ?? (head.wholeMatch(of: /[0-9a-f]{40}|[0-9a-f]{64}/) != nil)
        else { throw ToolFailure("the repository is not taken: its HEAD names no branch and no commit") }
        settings = GitSettings(try read("config", 256 << 10) ?? "")
        excludes = try read("info/exclude", 64 << 10) ?? ""
        guard settings.keepsRefsInFiles else {
            throw ToolFailure("the repository is not taken: its branches are not kept in files")
        }
        for name in ["objects/info/alternates", "objects/info/http-alternates"]
        where try read(name, 64 << 10)?.isEmpty == false {
            throw ToolFailure("the repository is not taken: it borrows objects of another one (\(name))")
        }
        for name in ["index", "packed-refs", "shallow"] { _ = try has(name) }
        var count = 0
        for name in ["objects", "refs"] { try lookThrough(self.parts + [Substring(name)], depth: 0, &count) }
    }

    /// Makes git's own folder.
    /// - Throws: where there is no place for it.
    func furnish(_ own: String) throws {
        let files = FileManager.default
        // With the rights from the beginning: an agent may be kept from changing any afterwards.
        guard mkdir(own, 0o700) == 0, mkdir(own + "/info", 0o700) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
        for (name, text) in [
            ("HEAD", head + "\n"), ("config", settings.text),
            ("info/exclude", excludes + "\n/\(WorkFolder.ownPrefix)*\n"),
        ] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(own)/\(name)"))
        }
        try files.createSymbolicLink(atPath: own + "/refs", withDestinationPath: path + "/refs")
        for name in ["packed-refs", "shallow"] where try has(name) {
            try files.createSymbolicLink(atPath: "\(own)/\(name)", withDestinationPath: "\(path)/\(name)")
        }
    }

    /// Whether there is a file; anything else of this name is refused.
    private func has(_ name: String) throws(ToolFailure) -> Bool {
        guard let kind = try Self.kind(folder, parts + [Substring(name)]) else { return false }
        guard kind == S_IFREG else { throw Self.odd(name) }
        return true
    }

    /// Refuses links and whatever else is neither file nor folder, at any depth.
    private func lookThrough(_ place: [Substring], depth: Int, _ count: inout Int) throws(ToolFailure) {
        let name = place.last.map(String.init) ?? ""
        let descriptor: Int32
        do throws(WorkFolder.Refusal) {
            descriptor = try folder.open(place, O_RDONLY | O_DIRECTORY)
        } catch {
            guard error.reason == .missing else { throw Self.odd(name) }
            throw ToolFailure("the repository is not taken: it has no \(name)")
        }
        guard depth < 32, let stream = fdopendir(descriptor) else {
            close(descriptor)
            throw Self.odd(name)
        }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let entryName = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard entryName != ".", entryName != ".." else { continue }
            count += 1
            guard count <= Self.fileLimit else {
                throw ToolFailure("the repository is not taken: it has too many files")
            }
            var status = stat()
            guard fstatat(descriptor, entryName, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw Self.odd(entryName) }
            switch status.st_mode & S_IFMT {
            case S_IFREG: continue
            case S_IFDIR: try lookThrough(place + [Substring(entryName)], depth: depth + 1, &count)
            default: throw Self.odd(entryName)
            }
        }
    }

    /// The text of a small file; `nil` where there is none.
    private static func text(_ folder: WorkFolder, _ parts: [Substring], limit: Int) throws(ToolFailure) -> String? {
        let name = parts.last.map(String.init) ?? ""
        guard let kind = try kind(folder, parts) else { return nil }
        do throws(WorkFolder.Refusal) {
            guard kind == S_IFREG else { throw WorkFolder.Refusal(.notAFile) }
            let file = try folder.open(parts, O_RDONLY | O_NONBLOCK | O_NOCTTY)
            defer { close(file) }
            let bytes = try WorkFolder.read(file, from: 0, atMost: limit + 1)
            guard bytes.count <= limit else { throw WorkFolder.Refusal(.tooLarge) }
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            throw odd(name)
        }
    }

    /// The kind of a file; `nil` where there is none.
    private static func kind(_ folder: WorkFolder, _ parts: [Substring]) throws(ToolFailure) -> mode_t? {
        do throws(WorkFolder.Refusal) {
            let file = try folder.open(parts, O_RDONLY | O_NONBLOCK | O_NOCTTY)
            defer { close(file) }
            return try folder.status(of: file).st_mode & S_IFMT
        } catch {
            if error.reason == .missing { return nil }
            throw odd(parts.last.map(String.init) ?? "")
        }
    }

    private static func odd(_ name: String) -> ToolFailure {
        let shown = name.unicodeScalars.filter { $0.properties.generalCategory != .control }.prefix(64)
        return ToolFailure(
            "the repository is not taken: \(String(String.UnicodeScalarView(shown))) in .git is no plain file or folder"
        )
    }
}
