// SPDX-License-Identifier: Apache-2.0
package import Foundation
import TrustCore

/// One value of a column or parameter.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    /// Stored as its 36 characters, and read back as text.
    case uuid(UUID)
    case blob([UInt8])
}

/// How the domain's values are stored: ids as their 36 characters, times as microseconds, digests as bytes.
extension SQLValue {
    static func id<Entity>(_ id: ID<Entity>) -> SQLValue { .uuid(id.uuid) }
    static func optionalID<Entity>(_ id: ID<Entity>?) -> SQLValue { id.map { .uuid($0.uuid) } ?? .null }
    static func time(_ moment: Timestamp) -> SQLValue { .integer(moment.microseconds) }
    static func optionalTime(_ moment: Timestamp?) -> SQLValue { moment.map { .integer($0.microseconds) } ?? .null }
    static func digest(_ digest: Digest32) -> SQLValue { .blob(digest.bytes) }
    static func optionalText(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }
    static func optionalInteger(_ integer: Int64?) -> SQLValue { integer.map { .integer($0) } ?? .null }
    static func optionalReal(_ real: Double?) -> SQLValue { real.map { .real($0) } ?? .null }
    /// A member of a closed set, which the column's CHECK repeats.
    static func member<Member: RawRepresentable<String>>(_ member: Member) -> SQLValue { .text(member.rawValue) }
}
