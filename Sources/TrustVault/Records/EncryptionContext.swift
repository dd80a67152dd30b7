// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Where a secret belongs, as key services and records are bound to it: a few named ids, serialized in exactly one way.
///
/// It is built from a row's place, never from bytes inside the record: a record that was copied to another row,
/// organization, provider or version does not open. Key services log it in clear, so it holds ids only.
package struct EncryptionContext: Sendable, Hashable {
    /// Keys and values, ascending by the keys' UTF-8 bytes.
    private let entries: [Entry]

    private struct Entry: Sendable, Hashable {
        var key: [UInt8]
        var value: [UInt8]
    }

    /// - Throws: `invalidContext` where a key or value is empty or longer than 65,535 bytes, or there are too many.
    package init(_ values: [String: String]) throws(VaultError) {
        guard values.count <= Int(UInt16.max) else { throw VaultError(.invalidContext) }
        for (key, value) in values {
            guard (1...Int(UInt16.max)).contains(key.utf8.count), (1...Int(UInt16.max)).contains(value.utf8.count)
            else { throw VaultError(.invalidContext) }
        }
        entries = Self.sorted(values)
    }

    /// The context of a place in an installation.
    package init(of location: CredentialLocation, installation: ID<Installation>) {
        var values = [
            "app": "ag2trust", "fmt": "1", "purpose": location.purpose.rawValue, "install": installation.description,
        ]
        switch location.place {
        case .provider(let organization, let provider, let version):
            values["org"] = organization.description
            values["provider"] = provider.description
            values["version"] = String(version)
        case .webhook(let organization, let number):
            values["org"] = organization.description
            values["version"] = String(number)
        case .installation: break
        }
        entries = Self.sorted(values)
    }

    private static func sorted(_ values: [String: String]) -> [Entry] {
        values.map { Entry(key: Array($0.key.utf8), value: Array($0.value.utf8)) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    /// The same as key services take it.
    package var values: [String: String] {
        Dictionary(
            entries.map { (String(decoding: $0.key, as: UTF8.self), String(decoding: $0.value, as: UTF8.self)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// `u16 count`, then for each entry `u16 length ‖ key ‖ u16 length ‖ value`; big-endian, lengths in bytes.
    package var serialized: [UInt8] {
        var bytes: [UInt8] = []
        func append(_ count: Int) {
            bytes.append(UInt8(truncatingIfNeeded: count >> 8))
            bytes.append(UInt8(truncatingIfNeeded: count))
        }
        append(entries.count)
        for entry in entries {
            append(entry.key.count)
            bytes += entry.key
            append(entry.value.count)
            bytes += entry.value
        }
        return bytes
    }
}
