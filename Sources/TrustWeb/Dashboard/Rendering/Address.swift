// SPDX-License-Identifier: Apache-2.0

/// Addresses, as they are written into links.
enum Address {
    /// A path with a query behind it; the path alone where there is nothing to say.
    ///
    /// - Parameters:
    ///   - path: as it is.
    ///   - query: names, and values that are escaped here.
    ///   - leavesColons: whether colons stay as they are, which makes times readable.
    /// - Returns: the address, without a host.
    static func make(_ path: String, _ query: [(name: String, value: String)], leavesColons: Bool = false) -> String {
        query.isEmpty ? path : path + "?" + self.query(query, leavesColons: leavesColons)
    }

    /// What stands behind the question mark.
    static func query(_ pairs: [(name: String, value: String)], leavesColons: Bool = false) -> String {
        pairs.map { "\($0.name)=\(escaped($0.value, leavesColons: leavesColons))" }.joined(separator: "&")
    }

    /// Everything but RFC 3986's unreserved characters as percent and two digits.
    static func escaped(_ text: String, leavesColons: Bool = false) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: String(UnicodeScalar(byte))
            case 0x3a where leavesColons: ":"
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
