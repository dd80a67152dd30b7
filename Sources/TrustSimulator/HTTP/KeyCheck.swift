// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustCore

/// The one key that the simulator takes, in `Authorization: Bearer` or in `x-api-key`.
struct KeyCheck: Sendable {
    let key: SharedSecret

    /// Whether the request carries the key. With both headers, `x-api-key` decides.
    func admits(_ headers: HTTPFields) -> Bool {
        if let offered = headers[.apiKey] { return isKey(offered) }
        guard let authorization = headers[.authorization] else { return false }
        let scheme = "Bearer "
        guard authorization.lowercased().hasPrefix(scheme.lowercased()) else { return false }
        return isKey(String(authorization.dropFirst(scheme.count)))
    }

    /// Compares every byte, so that the time says nothing about where the first difference is.
    private func isKey(_ offered: String) -> Bool {
        key.withBytes { expected in
            let bytes = Array(offered.utf8)
            guard bytes.count == expected.count, !bytes.isEmpty else { return false }
            var difference: UInt8 = 0
            for index in bytes.indices { difference |= bytes[index] ^ expected[index] }
            return difference == 0
        }
    }
}
