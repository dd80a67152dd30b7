// SPDX-License-Identifier: Apache-2.0

/// Which state of a record somebody has read: another one after every edit, the same while only what surrounds the
/// record changes.
package struct RecordVersion: Sendable, Hashable {
    /// ASCII letters, digits, `_` and `-`.
    package let text: String

    package init(_ text: String) { self.text = text }

    init(_ moment: Timestamp) { self.init(String(moment.microseconds, radix: 36)) }

    /// Of what a record holds, where no moment tells its edits.
    init(of parts: [String]) {
        self.init(Self.digest(of: parts.map { "\($0)\0" }.joined().utf8))
    }

    /// A short digest (FNV-1a) that tells texts of our own apart; nobody gains by making two alike.
    package static func digest(of bytes: some Sequence<UInt8>) -> String {
        let hash = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        return String(hash, radix: 36)
    }
}

/// What a change demands of the record it is made to. The store looks in the transaction of the change.
package struct Precondition: Sendable, Hashable {
    /// Versions that will do; `nil` for any.
    private let versions: Set<RecordVersion>?

    /// Demands nothing.
    package static let none = Precondition(versions: nil)

    /// Demands one of these versions.
    package init(versions: Set<RecordVersion>?) { self.versions = versions }

    /// - Throws: `StoreError.changed` where the record has another version.
    package func check(_ current: RecordVersion) throws(StoreError) {
        guard let versions, !versions.contains(current) else { return }
        throw StoreError(.changed(current: current))
    }
}

extension Provider {
    package var version: RecordVersion { RecordVersion(updatedAt) }
}

extension AgentType {
    package var version: RecordVersion { RecordVersion(updatedAt) }
}

extension Agent {
    /// Its name and its labels are what somebody may edit; its state is not.
    package var version: RecordVersion {
        RecordVersion(of: [name] + labels.values.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
    }
}

extension RateLimit {
    package var version: RecordVersion { RecordVersion(String(limit)) }
}

extension Person {
    /// The role is all that somebody else may change.
    package var version: RecordVersion { Self.version(of: role) }

    package static func version(of role: Role) -> RecordVersion { RecordVersion(role.rawValue) }
}

extension WallClock {
    /// The present moment, but always after another one: versions are told by it.
    package func now(after moment: Timestamp) -> Timestamp {
        max(now(), Timestamp(microseconds: moment.microseconds + 1))
    }
}
