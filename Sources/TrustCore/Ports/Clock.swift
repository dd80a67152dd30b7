// SPDX-License-Identifier: Apache-2.0

/// The wall clock, handed in so that tests can set it.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Timestamp
    package init(_ read: @escaping @Sendable () -> Timestamp = { Timestamp.now() }) { self.read = read }
    package func now() -> Timestamp { read() }
}
