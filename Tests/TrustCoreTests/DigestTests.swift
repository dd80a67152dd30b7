// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

struct DigestTests {
    @Test func digestsComeBackByteForByte() {
        for _ in 0..<100 {
            let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
            #expect(Digest32(bytes)?.bytes == bytes)
        }
        #expect(Digest32(1...32)?.a == 0x0102_0304_0506_0708)
    }

    @Test(arguments: [0, 1, 31, 33, 64])
    func otherLengthsAreNoDigest(count: Int) {
        #expect(Digest32([UInt8](repeating: 1, count: count)) == nil)
    }

    @Test func everyBitCounts() {
        let bytes = [UInt8](repeating: 0, count: 32)
        let digests = (0..<256).map { bit in
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            return Digest32(changed)
        }
        #expect(Set(digests).count == 256 && !digests.contains(Digest32(bytes)))
    }

    @Test func fingerprintsComeBackByteForByte() {
        let bytes = Array(UInt8(1)...16)
        #expect(KeyFingerprint(bytes)?.bytes == bytes)
        #expect(KeyFingerprint(high: 0x0102_0304_0506_0708, low: 0x090a_0b0c_0d0e_0f10) == KeyFingerprint(bytes))
        #expect(KeyFingerprint(bytes.dropLast()) == nil)
        #expect(KeyFingerprint(bytes + [0]) == nil)
    }
}
