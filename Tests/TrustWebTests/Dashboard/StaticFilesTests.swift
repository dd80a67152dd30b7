// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import TrustWeb

@Suite struct StaticFilesTests {
    @Test func theDashboardsFilesAreThere() throws {
        let files = try StaticFiles(directory: StaticFiles.bundled)
        for name in ["tokens.css", "base.css", "parts.css", "app.js", "icons.svg", "favicon.svg"] {
            #expect(files[name]?.bytes.isEmpty == false, "\(name)")
        }
        #expect(files["tokens.css"]?.contentType == "text/css; charset=utf-8")
        #expect(files["app.js"]?.contentType == "text/javascript; charset=utf-8")
    }

    @Test(arguments: ["../Templates/layout.mustache", "vendor/README.md", "", "/etc/passwd", "vendor", "./app.js"])
    func nothingElseIsServed(path: String) throws {
        #expect(try StaticFiles(directory: StaticFiles.bundled)[path] == nil)
    }

    @Test func theVersionChangesWithAnyFile() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "ag2trust-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data("a".utf8).write(to: directory.appending(path: "one.css"))
        let before = try StaticFiles(directory: directory)
        try Data("b".utf8).write(to: directory.appending(path: "one.css"))
        let after = try StaticFiles(directory: directory)
        #expect(before.version != after.version)
        #expect(before["one.css"]?.entityTag != after["one.css"]?.entityTag)
    }
}
