// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import NIOCore
import ServiceLifecycle
import Synchronization
import TrustControl
import TrustCore

/// An agent's output as server-sent events, as it is written: each with the position behind it as its id, so that a
/// reader that comes back goes on where it was. A reader that does not read is not waited for with memory: nothing is
/// read from the file before it has taken what came before.
struct LogStream: Sendable {
    /// How many are open at once, in all; each costs a look at a file every half second.
    private static let openLimit = 64
    /// After that a reader has to come again, and is asked again who it is.
    private static let longest: Duration = .seconds(900)
    private static let interval: Duration = .milliseconds(500)
    /// Looks without news after which a comment is sent, by which a reader that is gone is noticed.
    private static let looksToComment = 20

    private final class OpenStreams: Sendable {
        private let count = Mutex(0)
        var hasRoom: Bool { count.withLock { $0 < LogStream.openLimit } }
        func enter() { count.withLock { $0 += 1 } }
        func leave() { count.withLock { $0 -= 1 } }
    }

    let agents: AgentService
    private let open = OpenStreams()

    init(agents: AgentService) { self.agents = agents }

    /// - Throws: `NOT_FOUND`, `INVALID_REQUEST`, `RATE_LIMIT_EXCEEDED` where too many are open.
    func response(_ caller: Caller, _ id: AgentID, _ request: Request) async throws -> Response {
        let known = request.headers[.name("Last-Event-ID")].flatMap { Int64($0) }.flatMap { $0 >= 0 ? $0 : nil }
        // Read before anything is answered, so that what can't be followed is refused as everything else is.
        let first = try await agents.output(caller, id, after: known)
        guard open.hasRoom else {
            throw Refusal(.tooManyRequests, .rateLimitExceeded, "Too many logs are followed at once.")
        }
        let body = ResponseBody { writer in
            // Not before: a body that is never asked for would never leave.
            open.enter()
            defer { open.leave() }
            var part = first
            var quiet = 0
            let end = ContinuousClock.now + Self.longest
            try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
            while ContinuousClock.now < end, !Task.isShuttingDownGracefully {
                if part.isCut { try await writer.write(ByteBuffer(string: "event: cut\ndata: \n\n")) }
                if part.bytes.isEmpty {
                    quiet += 1
                    if quiet % Self.looksToComment == 0 { try await writer.write(ByteBuffer(string: ":\n\n")) }
                } else {
                    quiet = 0
                    try await writer.write(Self.event(part))
                }
                if part.bytes.isEmpty { try await Task.sleep(for: Self.interval) }
                do {
                    part = try await agents.output(caller, id, after: part.position)
                } catch is ControlError {
                    // It was deleted.
                    break
                }
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream; charset=utf-8", .name("X-Accel-Buffering"): "no"], body: body)
    }

    /// The lines of a part.
    static func event(_ part: OutputPart) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeString("id: \(part.position)\n")
        var lines = part.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        for line in lines {
            buffer.writeString("data: ")
            // A carriage return would end the line for whoever reads the events.
            buffer.writeString(String(decoding: line, as: UTF8.self).replacing("\r", with: ""))
            buffer.writeString("\n")
        }
        buffer.writeString("\n")
        return buffer
    }
}
