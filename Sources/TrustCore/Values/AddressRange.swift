// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A network address as 128 bits; one of IPv4 in its mapped form, `::ffff:a.b.c.d`.
package struct NetworkAddress: Hashable, Sendable {
    fileprivate let high: UInt64
    fileprivate let low: UInt64

    /// Reads `192.0.2.7` or `2001:db8::7`, without brackets, port or zone; `nil` for anything else.
    package init?(_ text: String) {
        var four = in_addr()
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            self.init(high: 0, low: 0xffff_0000_0000 | UInt64(UInt32(bigEndian: four.s_addr)))
            return
        }
        var six = in6_addr()
        guard unsafe inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        let words = unsafe withUnsafeBytes(of: six) { bytes in
            unsafe (
                bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            )
        }
        self.init(high: UInt64(bigEndian: words.0), low: UInt64(bigEndian: words.1))
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}

/// Addresses that begin with the same bits: `10.0.0.0/8`, `2001:db8::/32`, or a single address.
package struct AddressRange: Hashable, Sendable, CustomStringConvertible {
    /// As it was written.
    package let description: String
    private let first: NetworkAddress
    /// Of 128.
    private let bits: Int

    /// Reads a range; `nil` for other text, and where bits are set that the length leaves open, since that is a mistake
    /// more often than not.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = NetworkAddress(String(parts[0])) else { return nil }
        let width = parts[0].contains(":") ? 128 : 32
        var length = width
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let given = Int(parts[1]),
                (0...width).contains(given)
            else { return nil }
            length = given
        }
        description = text
        self.first = first
        bits = 128 - width + length
        guard first.high & ~Self.mask(bits) == 0, first.low & ~Self.mask(bits - 64) == 0 else { return nil }
    }

    package func contains(_ address: NetworkAddress) -> Bool {
        address.high & Self.mask(bits) == first.high && address.low & Self.mask(bits - 64) == first.low
    }

    /// The highest `bits` of a word.
    private static func mask(_ bits: Int) -> UInt64 { bits <= 0 ? 0 : bits >= 64 ? .max : ~(.max >> UInt64(bits)) }
}
