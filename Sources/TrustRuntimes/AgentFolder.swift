// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore

/// An agent's place on disk: `<agents>/<id>/` with the working folder `work` and the folder for temporary files `tmp`,
/// which are the agent's, and the output `log`, the output before that, `log.1`, and what isolation was seen to hold,
/// `isolation`, which are the server's.
package struct AgentFolder: Sendable, Hashable {
    package let path: String

    package init(agentsDirectory: String, agent: AgentID) { path = "\(agentsDirectory)/\(agent)" }

    package var work: String { "\(path)/work" }
    package var temporary: String { "\(path)/tmp" }
    package var log: AgentLogFile { AgentLogFile(path: "\(path)/log") }
    package var isolation: IsolationRecord { IsolationRecord(path: "\(path)/isolation") }

    /// Makes what is missing. The modes are set even where folders are there already.
    /// - Throws: `RuntimeError` of kind `folder`.
    package func create() throws(RuntimeError) {
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw RuntimeError(.folder, cause: "\(error)")
        }
        // A user of the agent's own has to come through, and is to see nothing on its way.
        for (folder, mode) in [(path, geteuid() == 0 ? 0o711 : 0o700), (work, 0o700), (temporary, 0o700)] {
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
                throw RuntimeError(.folder, cause: "mkdir \(folder): \(String(cString: strerror(errno)))")
            }
            // Not through a symbolic link that something put in its place.
            let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { throw RuntimeError(.folder, cause: "\(folder) is not a folder") }
            defer { close(descriptor) }
            guard fchmod(descriptor, mode_t(mode)) == 0 else { throw RuntimeError(.folder, cause: "chmod \(folder)") }
        }
    }

    /// Makes a user the owner of `work` and `tmp` and all in them. To be called while the agent has no process, which
    /// could put a link in the place of what is being changed.
    /// - Returns: whether that is so now.
    func give(to user: UInt32, group: UInt32) -> Bool {
        for folder in [work, temporary] {
            var status = stat()
            guard lstat(folder, &status) == 0 else { return false }
            if status.st_uid == user, status.st_gid == group { continue }
            // The folder itself last: its owner says that all of it has been given.
            let inside = FileManager.default.enumerator(atPath: folder)
            while let name = inside?.nextObject() as? String {
                guard lchown("\(folder)/\(name)", user, group) == 0 else { return false }
            }
            guard lchown(folder, user, group) == 0 else { return false }
        }
        return true
    }

    /// Removes everything; links are removed, not followed.
    package func remove() { try? FileManager.default.removeItem(atPath: path) }
}
