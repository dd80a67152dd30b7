// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import TrustCore

@testable import TrustVault

struct KeyServiceStatusTests {
    @Test func itTellsOfTheServiceAndNotOfWhatItWasGiven() {
        let status = KeyServiceStatus()
        #expect(status.report.isHealthy)
        status.note(VaultError(.keyServiceDenied))
        #expect(status.report.failure == .keyServiceDenied)
        // It answered: a record that does not open is no fault of its.
        status.note(VaultError(.keyServiceRefused))
        #expect(status.report.isHealthy)
        status.note(VaultError(.keyServiceUnreachable))
        status.note(CancellationError())
        #expect(status.report.failure == .keyServiceUnreachable, "who gives up has learned nothing")
        status.note(nil)
        #expect(status.report.isHealthy)
    }

    @Test func itSaysSinceWhen() {
        let movable = MovableTime()
        let status = KeyServiceStatus(clock: WallClock { movable.now })
        movable.seconds.withLock { $0 = 10 }
        status.note(VaultError(.keyServiceUnreachable))
        movable.seconds.withLock { $0 = 20 }
        status.note(VaultError(.keyServiceUnreachable))
        #expect(status.report.since == Timestamp(microseconds: 10_000_000))
        #expect(status.report.checkedAt == Timestamp(microseconds: 20_000_000))
        movable.seconds.withLock { $0 = 30 }
        status.note(nil)
        #expect(status.report.since == Timestamp(microseconds: 30_000_000))
    }

    @Test func theVaultNotesEveryCall() async throws {
        let service = WatchedKeyService(inner: freshKeyService(), journal: Journal(), isReachable: false)
        let vault = Vault(keyService: service, installation: .make())
        let place = CredentialLocation(organization: .make(), provider: .make(), versionNumber: 1)
        let sealed = try await vault.seal(secret("sk-test-0123456789"), for: place)
        #expect(vault.status.report.isHealthy)
        #expect(await vaultCode { try await vault.open(sealed, at: place) } == .keyServiceUnreachable)
        #expect(vault.status.report.failure == .keyServiceUnreachable)
        #expect(await vaultCode { try await vault.roundTrip() } == .keyServiceUnreachable)
        _ = try await vault.describeKeyService()
        #expect(vault.status.report.isHealthy)
    }

    private final class MovableTime: Sendable {
        let seconds = Mutex<Int64>(0)
        var now: Timestamp { Timestamp(microseconds: seconds.withLock { $0 } * 1_000_000) }
    }
}
