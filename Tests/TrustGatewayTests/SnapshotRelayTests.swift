// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

@testable import TrustGateway

@Suite struct SnapshotRelayTests {
    @Test func anOlderSnapshotNeverReplacesANewerOne() async {
        let relay = SnapshotRelay()
        relay.pass(GatewaySnapshot(generation: 5))
        relay.pass(GatewaySnapshot(generation: 4))
        relay.finish()
        var generations: [UInt64] = []
        for await snapshot in relay.snapshots { generations.append(snapshot.generation) }
        #expect(generations == [5])
    }
}
