// SPDX-License-Identifier: Apache-2.0
private import Foundation
private import Synchronization
import TrustCore

/// A launcher that waits at the other end of a socket. The socket going away, whoever's fault it is, ends it.
final class PreparedLauncher: PreparedAgent {
    private let watched: WatchedProcess
    private let frame: LaunchFrame
    /// Our end, until it is spent.
    private let socket: Mutex<LauncherSocket?>
    let isolation: Isolation

    init(watched: WatchedProcess, frame: LaunchFrame, socket: LauncherSocket, isolation: Isolation) {
        self.watched = watched
        self.isolation = isolation
        self.frame = frame
        self.socket = Mutex(socket)
    }

    deinit { closeSocket() }

    var process: ProcessIdentity { watched.identity }

    func release(key: consuming SecretVariable, token: consuming SecretVariable) async throws {
        guard let socket = socket.withLock({ $0.take() }) else { throw RuntimeError(.spent) }
        // The end of the stream is part of the frame.
        defer { socket.close() }
        let bytes = try frame.encode(key, token)
        try bytes.withBytes { bytes throws(RuntimeError) in try socket.send(bytes) }
    }

    func cancel() async {
        watched.silence()
        closeSocket()
        if await watched.ended(within: .seconds(2)) { return }
        watched.signal(SIGKILL)
        _ = await watched.ended(within: .seconds(5))
    }

    private func closeSocket() {
        if let socket = socket.withLock({ $0.take() }) { socket.close() }
    }
}
