// SPDX-License-Identifier: Apache-2.0
private import Foundation
private import Synchronization
import TrustCore

/// A launcher that waits at the other end of a socket. The socket going away, whoever's fault it is, ends it.
final class PreparedLauncher: PreparedAgent {
    private let watched: WatchedProcess
    private let frame: LaunchFrame
    /// Our end, until it is spent.
    private let socket: Mutex<Int32?>

    init(watched: WatchedProcess, frame: LaunchFrame, socket: Int32) {
        self.watched = watched
        self.frame = frame
        self.socket = Mutex(socket)
    }

    deinit { closeSocket() }

    var process: ProcessIdentity { watched.identity }

    func release(key: consuming SecretVariable, token: consuming SecretVariable) async throws {
        guard let descriptor = socket.withLock({ $0.take() }) else { throw RuntimeError(.spent) }
        // The end of the stream is part of the frame.
        defer { close(descriptor) }
        let bytes = try frame.encode(key, token)
        try bytes.withBytes { bytes throws(RuntimeError) in try send(bytes, to: descriptor) }
    }

    func cancel() async {
        watched.silence()
        closeSocket()
        if await watched.ended(within: .seconds(2)) { return }
        watched.signal(SIGKILL)
        _ = await watched.ended(within: .seconds(5))
    }

    private func closeSocket() {
        if let descriptor = socket.withLock({ $0.take() }) { close(descriptor) }
    }

    private func send(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(RuntimeError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let chunk = UnsafeRawBufferPointer(rebasing: rest)
            // MSG_NOSIGNAL: a launcher that is gone must not end the server by SIGPIPE.
            let sent = Foundation.send(descriptor, chunk.baseAddress, chunk.count, Int32(MSG_NOSIGNAL))
            if sent < 0 {
                if errno == EINTR { continue }
                throw RuntimeError(.handover, cause: String(cString: strerror(errno)))
            }
            rest = rest.dropFirst(sent)
        }
    }
}
