// SPDX-License-Identifier: Apache-2.0
import Dispatch
private import Foundation

/// Our end of the socket to a launcher. The process at the other end going away is an error, never a signal.
struct LauncherSocket: Sendable {
    let descriptor: Int32

    /// A connected pair; ours never blocks for longer than five seconds.
    static func pair() throws(RuntimeError) -> (ours: LauncherSocket, theirs: Int32) {
        var pair: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
            throw RuntimeError(.spawn, cause: String(cString: strerror(errno)))
        }
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        for option in [SO_SNDTIMEO, SO_RCVTIMEO] {
            setsockopt(pair[0], SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        return (LauncherSocket(descriptor: pair[0]), pair[1])
    }

    /// - Throws: `RuntimeError` of kind `handover`.
    func send(_ bytes: UnsafeRawBufferPointer) throws(RuntimeError) {
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

    /// Sends a plan and waits for the report, on a queue where waiting holds nobody up.
    /// - Returns: fewer bytes than asked for where the launcher ended, or took too long.
    func ask(_ plan: [UInt8], reportLength: Int, on queue: DispatchQueue) async -> [UInt8] {
        await withCheckedContinuation { continuation in
            queue.async {
                do { try plan.withUnsafeBytes { bytes in try send(bytes) } } catch {
                    return continuation.resume(returning: [])
                }
                continuation.resume(returning: receive(reportLength))
            }
        }
    }

    private func receive(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            while used < count {
                let rest = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[used...]))
                let got = recv(descriptor, rest.baseAddress, rest.count, 0)
                if got < 0, errno == EINTR { continue }
                if got <= 0 { break }
                used += got
            }
        }
    }

    func close() { _ = Foundation.close(descriptor) }
}
