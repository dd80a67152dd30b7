// SPDX-License-Identifier: Apache-2.0

/// What the dashboard is made of, looked at without serving it.
package enum DashboardAssets {
    /// The files that setup adds: without them pages are plain forms in the system's own letters.
    private static let vendored = ["vendor/htmx.min.js", "vendor/inter.woff2"]

    /// - Returns: the added files that are not there.
    /// - Throws: where the program's own templates or files are missing or broken.
    package static func missing() throws -> [String] {
        _ = try TemplateLibrary(directory: TemplateLibrary.bundled)
        let files = try StaticFiles(directory: StaticFiles.bundled)
        return vendored.filter { files[$0] == nil }
    }
}
