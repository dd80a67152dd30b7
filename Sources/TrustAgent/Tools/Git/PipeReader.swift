// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What comes out of a pipe, up to a limit.
struct PipeReader {
    private(set) var bytes: [UInt8] = []
    /// There was more than the limit.
    private(set) var isCut = false
    private var isOpen = true
    private let end: Int32
    private let limit: Int

    /// `end` stays the caller's to close.
    init(_ end: Int32, limit: Int) {
        self.end = end
        self.limit = limit
    }

    /// Reads both to their ends, or until the first is cut.
    /// - Parameters:
    ///   - first: what is waited for.
    ///   - second: taken beside it; what is beyond its limit is dropped.
    ///   - seconds: how long to wait.
    /// - Returns: whether that was in time.
    static func drain(_ first: inout PipeReader, _ second: inout PipeReader, seconds: Int) -> Bool {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while first.isOpen || second.isOpen, !first.isCut {
            let left = (deadline - .now) / Duration.milliseconds(1)
            guard left > 0 else { return false }
            // poll(2) passes over what is closed, which is why it is given as -1.
            var ends = [first, second].map { pollfd(fd: $0.isOpen ? $0.end : -1, events: Int16(POLLIN), revents: 0) }
            guard poll(&ends, 2, Int32(left) + 1) >= 0 || errno == EINTR else { return false }
            if ends[0].revents != 0 { first.take() }
            if ends[1].revents != 0 { second.take() }
        }
        return true
    }

    private mutating func take() {
        var part = [UInt8](repeating: 0, count: 64 << 10)
        let count = Foundation.read(end, &part, part.count)
        guard count > 0 else {
            if count == 0 || errno != EINTR { isOpen = false }
            return
        }
        let room = limit - bytes.count
        bytes += part[..<min(count, room)]
        if count > room { isCut = true }
    }
}
