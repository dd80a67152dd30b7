// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// The domain's values, read from columns; the counterpart of the makers in `SQLValue`.
extension SQLRow {
    func id<Entity>(_ column: String) throws -> ID<Entity> { try present(idIfPresent(column), column) }

    func idIfPresent<Entity>(_ column: String) throws -> ID<Entity>? {
        guard let text = try textIfPresent(column) else { return nil }
        return try present(ID<Entity>(text), column)
    }

    func time(_ column: String) throws -> Timestamp { Timestamp(microseconds: try integer(column)) }

    func timeIfPresent(_ column: String) throws -> Timestamp? {
        try integerIfPresent(column).map { Timestamp(microseconds: $0) }
    }

    func digest(_ column: String) throws -> Digest32 { try present(Digest32(try blob(column)), column) }

    func fingerprint(_ column: String) throws -> KeyFingerprint {
        try present(KeyFingerprint(try blob(column)), column)
    }

    func member<Member: RawRepresentable<String>>(_ column: String) throws -> Member {
        try present(Member(rawValue: try text(column)), column)
    }
}
