// SPDX-License-Identifier: Apache-2.0
import Logging
import TrustCore

/// Holds the opened keys that the gateway attaches by itself: those of `leased` agents, and of fallbacks. One opening
/// for each lease and version; a key is let go when no lease needs it.
actor CredentialHolder {
    private let opener: any CredentialOpener
    private let logger: Logger
    /// Told of every change, with all keys that are held.
    private let deliver: @Sendable ([HeldKeyID: SharedSecret]) -> Void

    private var generation: UInt64 = 0
    private var wanted: [HeldKeyID: AgentID] = [:]
    private var held: [HeldKeyID: SharedSecret] = [:]
    private var opening: Set<HeldKeyID> = []
    /// Keys that could not be opened: how often in a row, and when to try again.
    private var failed: [HeldKeyID: (times: Int, retry: ContinuousClock.Instant)] = [:]

    /// How many keys are opened at once.
    private static let width = 16

    init(
        opener: any CredentialOpener, logger: Logger, deliver: @escaping @Sendable ([HeldKeyID: SharedSecret]) -> Void
    ) {
        self.opener = opener
        self.logger = logger
        self.deliver = deliver
    }

    /// The keys that a snapshot calls for, each with the agent that it is opened for.
    static func needed(by snapshot: GatewaySnapshot) -> [HeldKeyID: AgentID] {
        var needed: [HeldKeyID: AgentID] = [:]
        for agent in snapshot.agentsByID.values {
            // In `env` delivery the first target's key comes with each call.
            for target in agent.delivery == .leased ? agent.route[...] : agent.route.dropFirst() {
                needed[HeldKeyID(target)] = agent.id
            }
        }
        return needed
    }

    /// Takes a snapshot: lets go of what it does not need; what failed before may be tried at once.
    func want(_ snapshot: GatewaySnapshot) {
        guard snapshot.generation >= generation else { return }
        generation = snapshot.generation
        wanted = Self.needed(by: snapshot)
        failed = [:]
        let before = held.count
        held = held.filter { wanted[$0.key] != nil }
        if held.count != before { deliver(held) }
    }

    /// The keys to open now. Each is counted as being opened until `open` has returned.
    func due() -> [HeldKeyID] {
        let now = ContinuousClock.now
        let missing = wanted.keys.lazy.filter { key in
            self.held[key] == nil && !self.opening.contains(key) && self.failed[key].map { $0.retry <= now } ?? true
        }
        let due = Array(missing.prefix(max(0, Self.width - opening.count)))
        opening.formUnion(due)
        return due
    }

    /// Opens a key that is due and hands it over, unless nobody needs it any more.
    func open(_ key: HeldKeyID) async {
        defer { opening.remove(key) }
        guard let agent = wanted[key] else { return }
        do {
            let secret = SharedSecret(
                try await opener.open(key.version, reason: .gatewayLease, actor: .system("gateway"), agent: agent))
            guard wanted[key] != nil else { return }
            held[key] = secret
            failed[key] = nil
            deliver(held)
        } catch {
            // The cause is in the audit; here it is only known that calls will have to wait.
            let times = (failed[key]?.times ?? 0) + 1
            failed[key] = (times, .now + min(.milliseconds(250) * (1 << min(times, 6)), .seconds(10)))
            logger.warning("a leased key could not be opened", metadata: ["agent.id": "\(agent)"])
        }
    }

    func dropAll() {
        wanted = [:]
        held = [:]
    }
}
