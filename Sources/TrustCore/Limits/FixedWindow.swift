// SPDX-License-Identifier: Apache-2.0

/// A limit of so many in a fixed window that begins at the wall clock's minute.
package struct RateLimit: Sendable, Hashable {
    /// How many are allowed in one window.
    package var limit: Int64
    /// The window's length in seconds.
    package var window: Int64
    package init(limit: Int64, window: Int64 = 60) {
        self.limit = limit
        self.window = window
    }

    /// Requests a minute an organization.
    package static let organizationRequests = RateLimit(limit: 60)
    /// Requests a minute an agent.
    package static let agentRequests = RateLimit(limit: 50)
    /// Tool calls a minute an agent.
    package static let toolCalls = RateLimit(limit: 5)
    /// HTTP requests a minute an agent.
    package static let httpRequests = RateLimit(limit: 3)

    /// The start of the window that a moment lies in.
    package func windowStart(at moment: Timestamp) -> Timestamp {
        Timestamp(microseconds: moment.seconds / window * window * 1_000_000)
    }
}

/// What a limit said.
package struct LimitDecision: Sendable, Hashable {
    package var allowed: Bool
    package var limit: Int64
    package var remaining: Int64
    package var resetsAt: Timestamp
    package init(allowed: Bool, limit: Int64, remaining: Int64, resetsAt: Timestamp) {
        self.allowed = allowed
        self.limit = limit
        self.remaining = remaining
        self.resetsAt = resetsAt
    }

    /// Whole seconds to wait, at least 1.
    package func retryAfter(at moment: Timestamp) -> Int64 {
        max(1, (resetsAt.microseconds - moment.microseconds + 999_999) / 1_000_000)
    }
}

/// Counts one subject's uses of a limit. Pure: the clock is handed in.
package struct FixedWindowCounter: Sendable, Hashable {
    package var windowStart: Timestamp
    package var used: Int64

    package init(windowStart: Timestamp = Timestamp(microseconds: 0), used: Int64 = 0) {
        self.windowStart = windowStart
        self.used = used
    }

    /// Takes `amount` if all of it fits; a clock that went backwards never opens a fresh window.
    package mutating func take(_ amount: Int64 = 1, of limit: RateLimit, at moment: Timestamp) -> LimitDecision {
        let start = limit.windowStart(at: moment)
        if start > windowStart {
            windowStart = start
            used = 0
        }
        let resetsAt = windowStart.adding(seconds: limit.window)
        guard used + amount <= limit.limit else {
            return LimitDecision(
                allowed: false, limit: limit.limit, remaining: max(0, limit.limit - used), resetsAt: resetsAt)
        }
        used += amount
        return LimitDecision(allowed: true, limit: limit.limit, remaining: limit.limit - used, resetsAt: resetsAt)
    }
}
