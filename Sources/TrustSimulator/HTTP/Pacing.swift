// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Hummingbird
import ServiceLifecycle

/// How slowly an answer comes, and what goes wrong on the way.
struct Pacing: Sendable {
    var beforeFirstByte: Duration
    var betweenEvents: Duration
    var fault: Fault?

    /// Reads the headers; a fault of the model's name stands unless the header names one.
    init(headers: HTTPFields, model: String) {
        func milliseconds(_ field: HTTPField.Name) -> Int {
            min(max(headers[field].flatMap { Int($0) } ?? 0, 0), Fault.longestDelay)
        }
        fault = headers[.fault].flatMap { Fault(name: $0) } ?? Fault(name: model)
        var first = milliseconds(.delay)
        if case .slowFirstByte(let wait) = fault { first = max(first, wait) }
        beforeFirstByte = .milliseconds(first)
        betweenEvents = .milliseconds(milliseconds(.eventDelay))
    }

    /// Waits; ends early, with an error, when the server shuts down.
    static func wait(_ duration: Duration) async throws {
        guard duration > .zero else { return }
        try await cancelWhenGracefulShutdown { try await Task.sleep(for: duration) }
    }
}

/// The connection is to be closed without an end of the body.
struct BrokenOff: Error {}
