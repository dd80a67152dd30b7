// SPDX-License-Identifier: Apache-2.0

/// What follows a failed attempt: a pure decision, so that every way of failing can be tried without waiting.
///
/// Three attempts within ten seconds; waits are `random × base × 2ⁿ` with a base of 50 ms, for throttling 1 s. Refused
/// credentials are renewed once, and a clock that differs is corrected once; both are worth one more attempt.
struct RetryPlan: Sendable {
    enum Action: Sendable, Hashable {
        case retry(after: Duration)
        case renewCredentials
        /// The offset to add to our clock, in seconds.
        case correctClock(Int64)
        case giveUp
    }

    static let attempts = 3
    /// A clock that is off by less does not break a signature.
    static let tolerance: Int64 = 60

    private var attempt = 0
    private var hasRenewed = false
    private var hasCorrected = false

    /// - Parameters:
    ///   - failure: What the attempt ended in.
    ///   - now: Our clock as it was signed with, in seconds since 1970.
    ///   - left: How long the whole call may still take.
    ///   - random: From 0 to 1.
    /// - Returns: what to do.
    mutating func next(after failure: KMSFailure, now: Int64, left: Duration, random: Double) -> Action {
        attempt += 1
        switch failure.kind {
        case .transient, .throttled:
            guard attempt < Self.attempts else { return .giveUp }
            let base = failure.kind == .throttled ? 1000.0 : 50.0
            let wait = Duration.milliseconds(min(base * Double(1 << (attempt - 1)), 20_000) * random)
            let asked = max(wait, failure.retryAfter ?? .zero)
            return asked < left ? .retry(after: asked) : .giveUp
        case .signature:
            if !hasCorrected, let time = failure.serverTime, abs(time - now) > Self.tolerance {
                hasCorrected = true
                return .correctClock(time - now)
            }
            fallthrough
        case .credentials:
            guard !hasRenewed else { return .giveUp }
            hasRenewed = true
            return .renewCredentials
        case .state, .integrity, .denied, .usage, .misbehaved, .notTried: return .giveUp
        }
    }
}

/// Keeps calls away from a service that has failed five times in a row: for ten seconds, then one call tries.
struct Breaker: Sendable {
    static let threshold = 5
    static let pause: Duration = .seconds(10)

    private var failures = 0
    private var openUntil: ContinuousClock.Instant?
    private var isProbing = false

    /// Whether a call may be made now; one that may is followed by `succeeded` or `failed`.
    mutating func admits(_ now: ContinuousClock.Instant) -> Bool {
        guard let openUntil else { return true }
        guard now >= openUntil, !isProbing else { return false }
        isProbing = true
        return true
    }

    mutating func succeeded() { self = Breaker() }

    mutating func failed(_ now: ContinuousClock.Instant) {
        failures += 1
        isProbing = false
        if failures >= Self.threshold { openUntil = now + Self.pause }
    }

    /// The call was given up by its caller: nothing is learned from it.
    mutating func abandoned() { isProbing = false }
}
