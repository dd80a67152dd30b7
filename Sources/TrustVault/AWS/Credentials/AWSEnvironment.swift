// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The variables and files by which AWS' own tools are set up.
package struct AWSEnvironment: Sendable {
    private let variables: [String: String]
    private let home: String

    package init(variables: [String: String], home: String) {
        self.variables = variables
        self.home = home
    }

    /// A variable; an empty one counts as missing.
    subscript(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

    func isTrue(_ name: String) -> Bool { self[name]?.lowercased() == "true" }

    /// The text of a file without white space around it; `nil` where it can't be read.
    func text(of path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 20 else { return nil }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The profile that is asked for.
    var profileName: String { self["AWS_PROFILE"] ?? "default" }

    /// The settings of that profile from both shared files; those of the credentials file count.
    /// - Returns: `nil` where no file has the profile.
    func profile() -> [String: String]? {
        let config = INIFile(text(of: self["AWS_CONFIG_FILE"] ?? home + "/.aws/config") ?? "")
        let credentials = INIFile(
            text(of: self["AWS_SHARED_CREDENTIALS_FILE"] ?? home + "/.aws/credentials") ?? "")
        let name = profileName
        let found = [
            config.sections[name == "default" ? name : "profile \(name)"], credentials.sections[name],
        ].compactMap { $0 }
        guard !found.isEmpty else { return nil }
        return found.reduce(into: [:]) { $0.merge($1) { _, new in new } }
    }

    /// The region that is set anywhere.
    package var region: String? { self["AWS_REGION"] ?? self["AWS_DEFAULT_REGION"] ?? profile()?["region"] }

    /// Another address for a service (`KMS`, `STS`), as its owner has set it.
    func endpointURL(for service: String) -> String? {
        guard !isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") else { return nil }
        return self["AWS_ENDPOINT_URL_\(service)"] ?? self["AWS_ENDPOINT_URL"] ?? profile()?["endpoint_url"]
    }
}

/// `[section]` and `name = value`; indented lines belong to the setting above and are left out.
struct INIFile: Sendable {
    private(set) var sections: [String: [String: String]] = [:]

    init(_ text: String) {
        var section: String?
        for line in text.split(whereSeparator: \.isNewline) {
            guard let first = line.first, !first.isWhitespace, first != "#", first != ";" else { continue }
            if first == "[" {
                guard let end = line.firstIndex(of: "]") else {
                    section = nil
                    continue
                }
                let name = line[line.index(after: line.startIndex)..<end]
                    .split(separator: " ").joined(separator: " ")
                sections[name, default: [:]].merge([:]) { old, _ in old }
                section = name
            } else if let section, let equals = line.firstIndex(of: "=") {
                let name = line[..<equals].trimmingCharacters(in: .whitespaces).lowercased()
                sections[section, default: [:]][name] = line[line.index(after: equals)...]
                    .trimmingCharacters(in: .whitespaces)
            }
        }
    }
}
