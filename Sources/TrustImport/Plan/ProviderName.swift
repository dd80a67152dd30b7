// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Names for providers: made of what is known, each given once.
struct ProviderName {
    private var taken: Set<String>

    init(taken: some Sequence<String>) { self.taken = Set(taken.map { $0.lowercased() }) }

    /// `wanted`, or the same with the first number behind it that makes it new.
    mutating func take(_ wanted: String) -> String {
        let (stem, first) = Self.numbered(wanted)
        var name = wanted
        var number = first
        while !taken.insert(name.lowercased()).inserted {
            name = "\(stem)-\(number)"
            number += 1
        }
        return name
    }

    /// `openai-2` goes on as `openai-3`; `gpt-4` goes on as `gpt-4-2`, since its number is a part of the name.
    private static func numbered(_ name: String) -> (stem: String, next: Int) {
        guard let dash = name.lastIndex(of: "-"), let number = Int(name[name.index(after: dash)...]),
            (1...9999).contains(number),
            ProviderType.allCases.contains(where: { name[..<dash].hasSuffix($0.rawValue) })
        else { return (name, 2) }
        return (String(name[..<dash]), number + 1)
    }

    /// Small letters, digits and dots, with single dashes between.
    static func slug(_ text: String) -> String {
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".")) }
        return String(words.joined(separator: "-").prefix(80))
    }
}
