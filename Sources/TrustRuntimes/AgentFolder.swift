// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore

/// An agent's place on disk: `<agents>/<id>/`, readable for this user only, with the working folder `work`, the output
/// `log`, and the output before that, `log.1`.
package struct AgentFolder: Sendable, Hashable {
    package let path: String

    package init(agentsDirectory: String, agent: AgentID) { path = "\(agentsDirectory)/\(agent)" }

    package var work: String { "\(path)/work" }
    package var log: AgentLogFile { AgentLogFile(path: "\(path)/log") }

    /// Makes what is missing. The modes are set even where folders are there already.
    /// - Throws: `RuntimeError` of kind `folder`.
    package func create() throws(RuntimeError) {
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw RuntimeError(.folder, cause: "\(error)")
        }
        for folder in [path, work] {
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
                throw RuntimeError(.folder, cause: "mkdir \(folder): \(String(cString: strerror(errno)))")
            }
            // Not through a symbolic link that something put in its place.
            let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { throw RuntimeError(.folder, cause: "\(folder) is not a folder") }
            defer { close(descriptor) }
            guard fchmod(descriptor, 0o700) == 0 else { throw RuntimeError(.folder, cause: "chmod \(folder)") }
        }
    }

    /// Removes everything; links are removed, not followed.
    package func remove() { try? FileManager.default.removeItem(atPath: path) }
}
