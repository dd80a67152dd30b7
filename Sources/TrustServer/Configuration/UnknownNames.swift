// SPDX-License-Identifier: Apache-2.0

/// Names that look like settings and are none: most often a slip of the pen.
enum UnknownNames {
    static func warnings(variables: [String], fileKeys: [String]) -> [String] {
        let known = Setting.all.map(\.variable) + Setting.otherVariables
        let keys = Setting.all.filter(\.isInFile).map(\.key)
        let unread = variables.filter { !known.contains($0) }.sorted().map { name in
            "\(name) is read by nothing." + suggestion(for: name, among: known)
        }
        return unread
            + fileKeys.filter { !keys.contains($0) }.map { key in
                guard let setting = Setting.all.first(where: { $0.key == key }) else {
                    return "\(key) in ag2trust.yaml is read by nothing." + suggestion(for: key, among: keys)
                }
                return "\(key) can't be set in ag2trust.yaml; set \(setting.variable)."
            }
    }

    private static func suggestion(for name: String, among known: [String]) -> String {
        let nearest = known.map { ($0, distance(name, $0)) }.min { $0.1 < $1.1 }
        guard let (candidate, steps) = nearest, steps <= max(2, name.utf8.count / 4) else { return "" }
        return " Is \(candidate) meant?"
    }

    /// How many characters have to be put in, taken out or changed (Levenshtein).
    static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        var row = Array(0...right.count)
        for (line, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in right.indices {
                let change = diagonal + (byte == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(change, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
