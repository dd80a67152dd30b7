// SPDX-License-Identifier: Apache-2.0
import Foundation

/// One file that the dashboard serves from its own origin.
struct StaticFile: Sendable {
    var bytes: [UInt8]
    var contentType: String
    /// Quoted, as in the header.
    var entityTag: String
}

/// The files that came with the program: a closed list, read at start. A path that is not in it does not exist, so that
/// no path can lead out of it.
struct StaticFiles: Sendable {
    private let files: [String: StaticFile]
    /// Changes whenever a file does; part of the files' addresses, which makes them immutable.
    let version: String

    /// The kinds of file that are served; others in the folder are not.
    private static let contentTypes = [
        "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml",
        "woff2": "font/woff2",
    ]

    /// Reads the folder and its sub-folders.
    /// - Throws: what reading a file throws.
    init(directory: URL) throws {
        var files: [String: StaticFile] = [:]
        var whole = ContentHash()
        let names = try FileManager.default.subpathsOfDirectory(atPath: directory.path).sorted()
        for name in names {
            let parts = name.split(separator: ".")
            guard parts.count > 1, let contentType = parts.last.flatMap({ Self.contentTypes[String($0)] }) else {
                continue
            }
            let bytes = [UInt8](try Data(contentsOf: directory.appending(path: name)))
            var hash = ContentHash()
            hash.add(bytes)
            whole.add(Array(name.utf8))
            whole.add(bytes)
            files[name] = StaticFile(bytes: bytes, contentType: contentType, entityTag: "\"\(hash.text)\"")
        }
        self.files = files
        version = whole.text
    }

    /// A file by its path below the folder.
    subscript(path: String) -> StaticFile? { files[path] }

    /// Whether setup has put htmx in its place; without it pages are plain forms.
    var hasHTMX: Bool { files["vendor/htmx.min.js"] != nil }

    /// The files that came with the program.
    static var bundled: URL { Bundle.module.bundleURL.appending(path: "Assets", directoryHint: .isDirectory) }
}

/// FNV-1a, 64 bits: tells our own files' versions apart; nothing depends on it being hard to forge.
private struct ContentHash {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ bytes: [UInt8]) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }

    var text: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
