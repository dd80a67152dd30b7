// SPDX-License-Identifier: Apache-2.0
import Foundation
import NIOCore
import TrustCore

/// Makes request ids without a system call for each. They name calls and open nothing, so that they need not be
/// unguessable; the seed comes from the system, so that loops and processes differ.
struct RequestIDs {
    private var state: UInt64
    private var stream: UInt64

    init() {
        state = .random(in: .min ... .max)
        stream = .random(in: .min ... .max) | 1
    }

    /// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").
    private mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15 &* stream | 1
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func make(at moment: Timestamp) -> RequestID { .make(at: moment, random: (next(), next())) }
}

extension ByteBuffer {
    /// Writes an id in its 36-character form.
    mutating func write(_ id: RequestID) {
        writeWithUnsafeMutableBytes(minimumWritableBytes: UUIDText.length) { UUIDText.write(id.uuid, to: $0) }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    /// Writes a number in decimal.
    mutating func writeDecimal(_ value: Int) {
        precondition(value >= 0, "lengths and statuses are not negative")
        writeWithUnsafeMutableBytes(minimumWritableBytes: 20) { target in
            var rest = value
            var count = 0
            repeat {
                count += 1
                rest /= 10
            } while rest > 0
            rest = value
            for index in stride(from: count - 1, through: 0, by: -1) {
                target[index] = UInt8(0x30 + rest % 10)
                rest /= 10
            }
            return count
        }
    }

    /// Puts a number as eight hexadecimal digits at a place that was kept free.
    mutating func setHex8(_ value: Int, at index: Int) {
        var digits: UInt64 = 0
        for shift in stride(from: 28, through: 0, by: -4) {
            digits = digits << 8 | UInt64(Self.digit(UInt8(truncatingIfNeeded: value >> shift) & 15))
        }
        setInteger(digits, at: index)
    }
}
