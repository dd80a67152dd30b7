// SPDX-License-Identifier: Apache-2.0
package import TrustCore

extension AgentService {
    /// The next part of an agent's output after a position, in whole lines as far as there are such; without a
    /// position, its last part.
    /// - Throws: `NOT_FOUND`; `INVALID_REQUEST` (`follow`) for an agent that runs elsewhere.
    package func output(
        _ caller: Caller, _ id: AgentID, after position: Int64?, limit: Int = 64 << 10
    ) async throws -> OutputPart {
        try caller.require(.viewAgents)
        let agent = try await find(caller, id)
        guard try await view(of: agent).runtime != .external else {
            throw ControlError.invalid("follow", "The agent runs elsewhere: its output is where it runs.")
        }
        var part = try await driver.output(of: id, after: position, limit: limit)
        let newline = UInt8(ascii: "\n")
        if position == nil, part.bytes.count == limit, let end = part.bytes.firstIndex(of: newline) {
            // Begun in the middle of a line.
            part.bytes.removeFirst(end + 1)
        }
        if let end = part.bytes.lastIndex(of: newline) {
            part.position -= Int64(part.bytes.count - end - 1)
            part.bytes.removeLast(part.bytes.count - end - 1)
        } else if part.bytes.count < limit {
            // A line that is still being written; it comes whole, with what follows.
            part.position -= Int64(part.bytes.count)
            part.bytes = []
        }
        return part
    }
}
