// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

struct SecretBytesTests {
    private struct Refused: Error {}

    @Test func bytesComeBackAsTheyWere() {
        let secret = SecretBytes(copying: Array("canary".utf8))
        #expect(secret.count == 6)
        #expect(secret.withBytes { Array($0) } == Array("canary".utf8))
    }

    @Test func onlyWhatIsUsedIsThere() {
        let secret = SecretBytes(capacity: 100) { buffer in
            #expect(buffer.count == 100 && buffer.allSatisfy { $0 == 0 })
            buffer[0] = 7
            return 1
        }
        #expect(secret.withBytes { Array($0) } == [7])
    }

    @Test func anEmptySecretHasNoBytes() {
        let secret = SecretBytes(copying: [])
        #expect(secret.count == 0)
        #expect(secret.withBytes { $0.isEmpty })
    }

    @Test func aDuplicateLivesOnItsOwn() {
        var copy: SecretBytes?
        do {
            let secret = SecretBytes(copying: [1, 2, 3])
            copy = secret.duplicate()
        }
        let kept = copy?.withBytes { Array($0) }
        #expect(kept == [1, 2, 3])
        copy = nil
    }

    /// The buffer that `initialize` fills is the caller's to fail in: what was written so far is zeroed and freed.
    @Test func anInitialiserThatThrowsLeavesNoSecret() {
        do {
            _ = try SecretBytes(capacity: 16) { buffer throws(Refused) -> Int in
                buffer[0] = 1
                throw Refused()
            }
            Issue.record("made")
        } catch {
            #expect(type(of: error) == Refused.self)
        }
    }

    /// Claiming more than there is room for would hand out memory of others.
    @Test func claimingMoreThanThereIsRoomForEndsTheProgram() async {
        await #expect(processExitsWith: .failure) {
            _ = SecretBytes(capacity: 4) { _ in 5 }
        }
    }

    /// Reads this process's whole writable memory for a marker while the secret lives and after it went, in a process
    /// of its own, where no other test holds copies. A plain allocation that is freed in the same way is still found:
    /// the scan can fail.
    @Test func aSecretIsNowhereInMemoryWhenItHasGone() async {
        await #expect(processExitsWith: .success) {
            // Computed, so that the markers are in no constant; the allocator's own links lie in the first 64 bytes.
            func secretByte(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: (index &* 167) ^ 0x5a) }
            func plainByte(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: (index &* 89) ^ 0xc3) }
            func occurrences(_ byte: (Int) -> UInt8, _ regions: [Range<UInt>]) -> Int {
                MemoryScan.occurrences(in: regions, count: 128) { byte($0 + 64) }
            }
            let plain = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 16)
            for index in 0..<256 { plain[index] = plainByte(index) }
            var secret: SecretBytes? = SecretBytes(capacity: 256) { buffer in
                for index in 0..<256 { buffer[index] = secretByte(index) }
                return 256
            }
            let regions = MemoryScan.regions()
            let before = occurrences(secretByte, regions)
            // From here on nothing is allocated that could take the freed places.
            plain.deallocate()
            if secret?.count == 256 { secret = nil }
            let (after, plainAfter) = (occurrences(secretByte, regions), occurrences(plainByte, regions))
            precondition(before == 1, "found \(before) before")
            precondition(plainAfter == 1, "the scan found \(plainAfter) of what was only freed")
            precondition(after == 0, "found \(after) after")
        }
    }

    @Test func aSharedSecretIsReadByMany() async {
        let shared = SharedSecret(SecretBytes(copying: [1, 2, 3]))
        let sums = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<20 { group.addTask { shared.withBytes { $0.reduce(0) { $0 + Int($1) } } } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sums == Array(repeating: 6, count: 20))
        #expect(shared.count == 3)
    }
}
