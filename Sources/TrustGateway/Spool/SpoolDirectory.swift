// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The folder with one spool file for each event loop.
struct SpoolDirectory: Sendable {
    let path: String

    struct Files: Sendable {
        /// One for each loop, in order.
        var ofLoops: [SpoolFile]
        /// Files of loops that an earlier process had and this one has not: drained, then removed.
        var left: [SpoolFile]
        var all: [SpoolFile] { ofLoops + left }
    }

    /// Opens the files of all loops, and those that are left of more.
    /// - Throws: `GatewayError` where a file is in use, damaged or can't be made.
    func open(loops: Int, slots: Int) throws(GatewayError) -> Files {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw GatewayError(.spoolUnusable, "The spool directory can't be made.")
        }
        var files = Files(ofLoops: [], left: [])
        for index in 0..<loops { files.ofLoops.append(try SpoolFile(path: name(index), slots: slots)) }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names.sorted() where name.hasSuffix(".spool") {
            let isOfLoop = (0..<loops).contains { self.name($0) == "\(path)/\(name)" }
            if !isOfLoop { files.left.append(try SpoolFile(path: "\(path)/\(name)", slots: slots)) }
        }
        return files
    }

    private func name(_ index: Int) -> String { "\(path)/loop-\(index).spool" }
}
