// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A repository in the working folder, made safe to look into.
///
/// Whoever filled the folder also wrote `.git/config`, and there are dozens of settings by which git runs a command on
/// a mere `status`. So git never sees that folder as its own: it gets one that is made for a single use, with a
/// configuration written here and without hooks, in which only objects and references are the repository's.
struct GitRepository {
    /// The folder that is under version control.
    let root: String
    /// Open, for a working directory.
    let rootDescriptor: Int32
    /// The folder made for git.
    let ownFolder: String
    let objects: String
    let index: String

    /// Calls `body` with a repository, which goes when it returns.
    /// - Parameters:
    ///   - path: of the repository in the working folder.
    ///   - folder: the working folder.
    ///   - body: what to do.
    /// - Returns: what `body` returns.
    /// - Throws: `ToolFailure` where there is no repository, or one that is not taken.
    static func with<Result>(
        _ path: String, in folder: WorkFolder, _ body: (GitRepository) async throws(ToolFailure) -> Result
    ) async throws(ToolFailure) -> Result {
        let parts = try refusing { () throws(WorkFolder.Refusal) in try WorkFolder.parts(of: path) }
        let descriptor = try refusing { () throws(WorkFolder.Refusal) in
            try folder.open(parts, O_RDONLY | O_DIRECTORY)
        }
        defer { close(descriptor) }
        let source = try GitSource(folder: folder, parts: parts)
        let name = WorkFolder.ownPrefix + "git-" + UUID().uuidString
        let own = "\(folder.path)/\(name)"
        defer { try? FileManager.default.removeItem(atPath: own) }
        do {
            try source.furnish(own)
        } catch {
            throw ToolFailure("the repository can't be looked into: there is no place for git's own files")
        }
        return try await body(
            GitRepository(
                root: ([Substring(folder.path)] + parts).joined(separator: "/"), rootDescriptor: descriptor,
                ownFolder: own, objects: source.path + "/objects", index: source.path + "/index"))
    }

    private static func refusing<Result>(
        _ work: () throws(WorkFolder.Refusal) -> Result
    ) throws(ToolFailure) -> Result {
        do throws(WorkFolder.Refusal) { return try work() } catch { throw ToolFailure(error.message) }
    }
}
