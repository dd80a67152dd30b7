// SPDX-License-Identifier: Apache-2.0
import Logging
import NIOCore
import NIOSSL
import TrustCore

/// What is the same for all event loops, and never changes.
struct LoopSetup: Sendable {
    var configuration: GatewayConfiguration
    var fingerprint: @Sendable (UnsafeRawBufferPointer) -> KeyFingerprint
    var inbox: any AgentInbox
    var permits: any ToolPermits
    var toolClient: any ToolHTTPClient
    var clock: WallClock
    var tls: NIOSSLContext
    var logger: Logger
}

/// An open lease on a credential version: what a held key belongs to.
struct HeldKeyID: Hashable, Sendable {
    var lease: LeaseID
    var version: CredentialVersionID
    init(_ target: RouteTarget) {
        lease = target.lease
        version = target.version
    }
}

/// All that one event loop has to itself: its view of the world, its connections, its counters. Touched on that loop
/// only, so that nothing here is locked.
final class LoopContext {
    let eventLoop: any EventLoop
    let setup: LoopSetup
    var snapshot: GatewaySnapshot?
    var keys: [HeldKeyID: SharedSecret] = [:]
    var spool: LoopSpool
    var counters = GatewayCounters()
    var ids = RequestIDs()
    var bodiesInFlight = 0
    private(set) var isDraining = false

    private var pools: [UpstreamEndpoint: UpstreamPool] = [:]
    private var callers: [ObjectIdentifier: CallerHandler] = [:]
    /// Calls go on for a while after their callers have gone.
    private var orphans: [ObjectIdentifier: Call] = [:]
    private var waiting: [HeldKeyID: [Call]] = [:]

    init(eventLoop: any EventLoop, setup: LoopSetup, spool: SpoolFile) {
        self.eventLoop = eventLoop
        self.setup = setup
        self.spool = LoopSpool(file: spool)
    }

    var limits: GatewayLimits { setup.configuration.limits }
    var timeouts: GatewayTimeouts { setup.configuration.timeouts }

    /// Takes a snapshot, unless a later one is here already.
    func install(_ next: GatewaySnapshot) {
        if let current = snapshot, current.generation > next.generation { return }
        snapshot = next
        for call in waiting.values.joined() { call.snapshotArrived() }
    }

    /// Takes the held keys; calls that waited for one go on.
    func install(keys next: [HeldKeyID: SharedSecret]) {
        keys = next
        for (key, calls) in waiting where next[key] != nil {
            waiting[key] = nil
            for call in calls { call.keyArrived() }
        }
    }

    func wait(_ call: Call, for key: HeldKeyID) { waiting[key, default: []].append(call) }

    func stopWaiting(_ call: Call) {
        for (key, calls) in waiting {
            let rest = calls.filter { $0 !== call }
            waiting[key] = rest.isEmpty ? nil : rest
        }
    }

    func pool(for endpoint: UpstreamEndpoint) -> UpstreamPool {
        if let pool = pools[endpoint] { return pool }
        let pool = UpstreamPool(endpoint: endpoint, loop: self)
        pools[endpoint] = pool
        return pool
    }

    // MARK: - Connections and time

    /// - Returns: whether there is room for another caller.
    func add(_ caller: CallerHandler) -> Bool {
        guard callers.count < limits.connections, !isDraining else { return false }
        callers[ObjectIdentifier(caller)] = caller
        counters.connections += 1
        return true
    }

    func remove(_ caller: CallerHandler) {
        if callers.removeValue(forKey: ObjectIdentifier(caller)) != nil { counters.connections -= 1 }
    }

    func adopt(_ call: Call) { orphans[ObjectIdentifier(call)] = call }
    func forget(_ call: Call) { orphans[ObjectIdentifier(call)] = nil }

    /// Looks at every time limit: a timer for each would cost more than all of this.
    func tick() {
        let now = NIODeadline.now()
        for caller in Array(callers.values) { caller.tick(now) }
        for call in Array(orphans.values) { call.tick(now) }
        for (endpoint, pool) in pools {
            pool.closeIdle(since: now - TimeAmount(timeouts.upstreamIdle))
            if pool.isEmpty { pools[endpoint] = nil }
        }
    }

    /// Takes no new requests: idle connections are closed, busy ones after their reply.
    func drain() {
        isDraining = true
        for caller in Array(callers.values) { caller.drain() }
    }

    var isQuiet: Bool { callers.isEmpty && orphans.isEmpty }

    /// Ends what is left, settling every call.
    func closeAll() {
        isDraining = true
        for caller in Array(callers.values) { caller.closeNow() }
        for call in Array(orphans.values) { call.giveUp() }
        for pool in pools.values { pool.closeAll() }
        pools = [:]
        keys = [:]
    }
}
