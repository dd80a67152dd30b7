// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import TrustCore

@testable import TrustVault

struct PasswordHasherTests {
    private let hasher = PasswordHasher()
    /// Python's `hashlib.scrypt(b"correct horse battery staple", salt=bytes(range(16)), n=2**15, r=8, p=3)`.
    private let known = "$scrypt$ln=15,r=8,p=3$AAECAwQFBgcICQoLDA0ODw$ZwXboEbK+6uo3pibyojgA4zgNULQwM2WqPlWpy+G7mc"

    @Test func aHashMadeElsewhereIsUnderstood() async throws {
        #expect(try await hasher.verify(secret("correct horse battery staple"), against: known))
        #expect(try await !hasher.verify(secret("correct horse battery stapl"), against: known))
    }

    @Test func aPasswordIsItself() async throws {
        let stored = try await hasher.hash(secret(" pässwörd mit Leerzeichen "))
        #expect(stored.hasPrefix("$scrypt$ln=15,r=8,p=3$"))
        #expect(try await hasher.verify(secret(" pässwörd mit Leerzeichen "), against: stored))
        #expect(try await !hasher.verify(secret("pässwörd mit Leerzeichen"), against: stored))
        #expect(try await hasher.hash(secret(" pässwörd mit Leerzeichen ")) != stored)
    }

    @Test func anUnknownUserCostsAsMuchAndIsNeverRight() async throws {
        let clock = ContinuousClock()
        let real = try await clock.measure { _ = try await hasher.verify(secret("wrong password"), against: known) }
        var isRight = true
        let none = try await clock.measure {
            isRight = try await hasher.verify(secret("wrong password"), against: nil)
        }
        #expect(!isRight)
        // Far from equal would be a path that skips the work: a thousandth of it.
        #expect(none > real / 5 && real > none / 5)
    }

    @Test(arguments: [
        "", "plain", "$scrypt$ln=1,r=8,p=3$AAECAwQFBgcICQoLDA0ODw$ZwXboEbK+6uo3pibyojgA4zgNULQwM2WqPlWpy+G7mc",
        "$scrypt$ln=15,r=8,p=3$AAECAwQFBgcICQoLDA0ODw$", "$scrypt$ln=15,r=8,p=3$AAECAwQFBgcICQoLDA0ODw",
        "$scrypt$ln=15,r=8,p=3$AAECAwQFBgcICQoLDA0ODw$ZwXboEbK+6uo3pibyojgA4zgNULQwM2WqPlWpy+G7md",
    ])
    func aHashThatCanNotBeReadMatchesNothing(stored: String) async throws {
        #expect(try await !hasher.verify(secret("correct horse battery staple"), against: stored))
    }

    @Test(arguments: [
        ("1234567", false), ("12345678", true), (String(repeating: "p", count: 256), true),
        (String(repeating: "p", count: 257), false), (String(repeating: "🔑", count: 8), true),
        (String(repeating: "🔑", count: 7), false), (String(repeating: "🔑", count: 256), true),
    ])
    func passwordsHaveEightTo256Characters(text: String, isTaken: Bool) async {
        let code = await vaultCode { try PasswordHasher.check(secret(text)) }
        #expect(code == (isTaken ? nil : .invalidPassword))
    }

    @Test func bytesThatAreNoTextAreNoPassword() async {
        let code = await vaultCode {
            try PasswordHasher.check(SecretBytes(copying: Array(repeating: UInt8(0xff), count: 20)))
        }
        #expect(code == .invalidPassword)
    }

    @Test func anOverlongPasswordIsNeverRight() async throws {
        #expect(try await !hasher.verify(secret(String(repeating: "p", count: 100_000)), against: known))
    }
}

@Suite(.timeLimit(.minutes(5)))
struct WorkGateTests {
    @Test func onlyOneIsInsideAtATime() async throws {
        let gate = WorkGate(queueLimit: 100)
        let counter = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await gate.enter()
                    counter.begin()
                    await Task.yield()
                    counter.end()
                    gate.leave()
                }
            }
            try await group.waitForAll()
        }
        #expect(counter.most == 1 && counter.total == 50)
    }

    @Test func thoseBeyondTheQueueAreSentAway() async throws {
        let gate = WorkGate(queueLimit: 0)
        try await gate.enter()
        #expect(await vaultCode { try await gate.enter() } == .overloaded)
        gate.leave()
        try await gate.enter()
        gate.leave()
    }

    @Test func aCancelledWaiterLeavesTheQueue() async throws {
        let gate = WorkGate(queueLimit: 1)
        try await gate.enter()
        let ended = await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do {
                    try await gate.enter()
                    return false
                } catch {
                    return error is CancellationError
                }
            }
            group.cancelAll()
            return await group.next() ?? false
        }
        #expect(ended)
        gate.leave()
        // The turn was not lost with the one that left.
        try await gate.enter()
        gate.leave()
    }
}

private final class Counter: Sendable {
    private let state = Mutex((inside: 0, most: 0, total: 0))
    func begin() {
        state.withLock { state in
            state.inside += 1
            state.total += 1
            state.most = max(state.most, state.inside)
        }
    }
    func end() { state.withLock { $0.inside -= 1 } }
    var most: Int { state.withLock { $0.most } }
    var total: Int { state.withLock { $0.total } }
}
