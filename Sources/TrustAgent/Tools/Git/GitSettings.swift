// SPDX-License-Identifier: Apache-2.0

/// What is taken over of a repository's own configuration: how its files and objects are to be read, and nothing that
/// names a program, a file, a server or another file of configuration.
struct GitSettings: Sendable, Equatable {
    private static let switches: Set<String> = ["true", "false"]
    private static let kept: [String: Set<String>] = [
        "core.filemode": switches, "core.symlinks": switches, "core.ignorecase": switches,
        "core.autocrlf": switches.union(["input"]), "core.eol": ["lf", "crlf", "native"],
        "extensions.objectformat": ["sha1", "sha256"], "extensions.refstorage": ["files", "reftable"],
    ]
    private var values: [String: String] = [:]

    /// Reads what is understood; lines in other forms say nothing here.
    init(_ text: String) {
        var section = ""
        for line in text.split(whereSeparator: \.isNewline) {
            var rest = line[...]
            if let head = line.prefixMatch(of: /\s*\[([A-Za-z0-9.-]+)\]/) {
                section = head.1.lowercased()
                rest = line[head.range.upperBound...]
            } else if line.prefixMatch(of: /\s*\[/) != nil {
                section = ""
            }
            guard let entry = rest.wholeMatch(of: /\s*([A-Za-z0-9-]+)\s*=\s*"?([A-Za-z0-9]+)"?\s*(?:[#;].*)?/) else {
                continue
            }
            let (key, value) = ("\(section).\(entry.1.lowercased())", entry.2.lowercased())
            if Self.kept[key]?.contains(value) == true { values[key] = value }
        }
    }

    /// Whether branches and tags are kept in files, the only form that is read here.
    var keepsRefsInFiles: Bool { values["extensions.refstorage"] != "reftable" }

    /// A configuration of one's own with these settings.
    var text: String {
        let isSHA256 = values["extensions.objectformat"] == "sha256"
        var text = "[core]\n\trepositoryformatversion = \(isSHA256 ? 1 : 0)\n\tbare = false\n"
        for (key, value) in values.sorted(by: { $0.key < $1.key }) where key.hasPrefix("core.") {
            text += "\t\(key.dropFirst("core.".count)) = \(value)\n"
        }
        return isSHA256 ? text + "[extensions]\n\tobjectformat = sha256\n" : text
    }
}
