// SPDX-License-Identifier: Apache-2.0

/// What the gateway has done since it started. Counted per event loop without locks, summed when read.
package struct GatewayCounters: Sendable, Hashable {
    /// Calls that were let through to a provider.
    package var calls: Int64 = 0
    /// Of these, calls that ended in an error.
    package var errors: Int64 = 0
    /// Requests that the gateway refused by itself.
    package var refusals: Int64 = 0
    /// Of these, requests without a right to be here.
    package var unauthenticated: Int64 = 0
    /// Of these, requests refused because the spool was full.
    package var spoolFull: Int64 = 0
    /// Bytes of bodies from callers, and to callers with the heads of replies.
    package var bytesIn: Int64 = 0
    package var bytesOut: Int64 = 0
    /// Connections that are open now.
    package var connections: Int64 = 0
    /// Calls in flight now.
    package var inFlight: Int64 = 0
    /// Connections to upstreams that were made.
    package var upstreamConnects: Int64 = 0

    package init() {}

    package static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.calls += right.calls
        sum.errors += right.errors
        sum.refusals += right.refusals
        sum.unauthenticated += right.unauthenticated
        sum.spoolFull += right.spoolFull
        sum.bytesIn += right.bytesIn
        sum.bytesOut += right.bytesOut
        sum.connections += right.connections
        sum.inFlight += right.inFlight
        sum.upstreamConnects += right.upstreamConnects
        return sum
    }
}
