// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What a file holds: keys of providers, and what is not imported.
package struct KeyFile: Sendable {
    /// As it was named.
    package let name: String
    package internal(set) var keys: [FoundKey] = []
    package internal(set) var skipped: [SkippedEntry] = []

    init(name: String) { self.name = name }

    /// Reads a file's content.
    ///
    /// - Parameters:
    ///   - content: its bytes; whoever read them lets go of them afterwards, which overwrites them.
    ///   - name: its path, as it is to be shown.
    ///   - format: what it is; guessed from name and content if not given.
    ///   - environment: the variables that a LiteLLM configuration may refer to.
    /// - Throws: `ImportError`; never with anything of the content.
    package init(
        _ content: borrowing SecretBytes, name: String, format: ImportFormat? = nil,
        environment: [String: String] = [:]
    ) throws(ImportError) {
        self = try unsafe content.withBytes { bytes throws(ImportError) in
            let bytes = unsafe FileBytes(bytes)
            guard !(0..<bytes.count).contains(where: { bytes[$0] == 0 }) else {
                throw ImportError(.notText, file: name)
            }
            guard let format = format ?? ImportFormat(name: name, content: bytes) else {
                throw ImportError(.unknownFormat, file: name)
            }
            var file =
                switch format {
                case .env: EnvironmentFile.read(bytes, name: name)
                case .litellm: try LiteLLMFile.read(bytes, name: name, environment: environment)
                case .csv: try CSVFile.read(bytes, name: name)
                }
            file.addUnread(bytes)
            return file
        }
    }

    /// Lists what looks like a key and was not read: a file must not be given up for one in a comment. Where something
    /// is left already, the file is kept anyway.
    private mutating func addUnread(_ bytes: FileBytes) {
        guard !skipped.contains(where: \.mayHoldKey) else { return }
        for range in bytes.keyLikeRanges where !keys.contains(where: { $0.key.begins(with: range, of: bytes) }) {
            let line = 1 + (0..<range.lowerBound).count { bytes[$0] == UInt8(ascii: "\n") }
            skip(nil, at: KeyOrigin(file: name, place: .line(line)), .unreadPlace, mayHoldKey: true)
        }
    }

    /// Takes a key, or says why not.
    mutating func add(
        _ name: String?, at origin: KeyOrigin, mayHoldKey: Bool = true, _ key: () throws(SkipReason) -> FoundKey
    ) {
        do {
            keys.append(try key())
        } catch {
            skip(name, at: origin, error, mayHoldKey: mayHoldKey && error != .empty)
        }
    }

    mutating func skip(_ name: String?, at origin: KeyOrigin, _ reason: SkipReason, mayHoldKey: Bool) {
        skipped.append(SkippedEntry(name: name, origin: origin, reason: reason, mayHoldKey: mayHoldKey))
    }
}
