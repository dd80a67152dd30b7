// SPDX-License-Identifier: Apache-2.0
import NIOCore
import TrustCore

extension Call {
    /// Whether the present target's key is there. Without it nothing is sent.
    var hasCredential: Bool {
        (target == 0 && request.callerKey != nil) || loop.keys[HeldKeyID(request.chain[target])] != nil
    }

    /// The stage that puts exactly one credential into the request: the caller's own key where it is the lease's, else
    /// the key that the gateway holds. The bytes go from their zeroing buffer straight to the connection's.
    func attachCredential(_ buffer: inout ByteBuffer) {
        if target == 0, let key = request.callerKey {
            buffer.writeString(key)
        } else {
            loop.keys[HeldKeyID(request.chain[target])]?.withBytes { bytes in
                _ = buffer.writeBytes(bytes)
            }
        }
    }

    /// Lends the key of the present target, to be looked for in what the provider says.
    func withCredential<R>(_ body: (UnsafeRawBufferPointer?) -> R) -> R {
        if target == 0, var key = request.callerKey {
            return key.withUTF8 { body(UnsafeRawBufferPointer($0)) }
        }
        guard let held = loop.keys[HeldKeyID(request.chain[target])] else { return body(nil) }
        return held.withBytes { body($0) }
    }
}
