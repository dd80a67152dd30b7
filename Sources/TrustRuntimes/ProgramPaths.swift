// SPDX-License-Identifier: Apache-2.0
private import Foundation

/// What must be readable for the agent's program to run, beside the system's own folders that the launcher knows.
enum ProgramPaths {
    /// The program, where it really lies, and the folders of the libraries that this program runs with: those of the
    /// Swift runtime, where the agent is not linked statically.
    static func readable(for program: String) -> [String] { [realPath(program)] + libraryFolders }

    private static let libraryFolders: [String] = {
        guard let maps = FileManager.default.contents(atPath: "/proc/self/maps") else { return [] }
        let folders = String(decoding: maps, as: UTF8.self).split(separator: "\n").compactMap { line -> String? in
            guard let slash = line.firstIndex(of: "/") else { return nil }
            let path = String(line[slash...])
            guard path.hasSuffix(".so") || path.contains(".so.") else { return nil }
            return URL(fileURLWithPath: path).deletingLastPathComponent().path
        }
        let system = ["/usr/", "/lib/", "/lib64/"]
        return Set(folders).filter { folder in !system.contains { "\(folder)/".hasPrefix($0) } }.sorted()
    }()

    private static func realPath(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
