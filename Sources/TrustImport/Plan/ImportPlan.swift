// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// A provider that is to be made.
package struct PlannedProvider: Sendable {
    /// Unique in the plan, and among the names that are taken.
    package fileprivate(set) var name: String
    package let type: ProviderType
    /// In normal form; `nil` stands for the type's own.
    package let baseURL: String?
    package fileprivate(set) var useCase: String?
    package let key: SharedSecret
    /// Everywhere that its key was found.
    package fileprivate(set) var origins: [KeyOrigin]

    /// `…AB12`; `…` alone for a key that is too short to show four of.
    package var shownKey: String { "…" + (key.hint ?? "") }
}

/// What an import makes of files: one provider for every key, each under a name of its own.
package struct ImportPlan: Sendable {
    package let providers: [PlannedProvider]
    package let skipped: [SkippedEntry]

    private let files: [String]

    /// - Parameters:
    ///   - files: what was read, in the order in which names are given.
    ///   - takenNames: the names that the server has.
    package init(_ files: [KeyFile], takenNames: some Sequence<String>) {
        self.files = files.map(\.name)
        skipped = files.flatMap(\.skipped)
        var groups: [[FoundKey]] = []
        for found in files.flatMap(\.keys) {
            if let index = groups.firstIndex(where: { $0.allSatisfy { Self.isSame($0, found) } }) {
                groups[index].append(found)
            } else {
                groups.append([found])
            }
        }
        var names = ProviderName(taken: takenNames)
        providers = groups.compactMap { group in
            guard let first = group.first else { return nil }
            return PlannedProvider(
                name: names.take(Self.name(of: group, type: first.type)), type: first.type, baseURL: first.baseURL,
                useCase: group.lazy.compactMap(\.useCase).first, key: first.key, origins: group.map(\.origin))
        }
    }

    /// The files all of whose keys are stored, if the providers at `made` were made: nothing else in them looks like
    /// a key.
    ///
    /// - Parameter made: indices into `providers`.
    /// - Returns: their names, each once, in the order in which they were read.
    package func filesStored(made: Set<Int>) -> [String] {
        var seen: Set<String> = []
        return files.filter { file in
            guard seen.insert(file).inserted else { return false }
            let own = providers.indices.filter { index in
                providers[index].origins.contains { $0.file == file && $0.isInFile }
            }
            let isLeft = skipped.contains { $0.origin.file == file && $0.mayHoldKey }
            return !own.isEmpty && !isLeft && made.isSuperset(of: own)
        }
    }

    /// Whether two entries are one provider: the same key to the same place, and not under two names that were given.
    private static func isSame(_ left: FoundKey, _ right: FoundKey) -> Bool {
        if case .given(let one) = left.name, case .given(let other) = right.name, one != other { return false }
        return left.type == right.type && left.baseURL == right.baseURL && left.key.isEqual(to: right.key)
    }

    /// The name that says most: one that was given, else a variable's, else the alias of the only model.
    private static func name(of group: [FoundKey], type: ProviderType) -> String {
        var variable: String?
        var aliases: Set<String> = []
        for found in group {
            switch found.name {
            case .given(let name): return name
            case .variable(let name): variable = variable ?? name
            case .alias(let name): aliases.insert(name)
            }
        }
        let alias = aliases.count == 1 ? aliases.first : nil
        let name = variable ?? alias ?? ""
        return name.isEmpty || name.hasPrefix("sk-") ? type.rawValue : name
    }
}
