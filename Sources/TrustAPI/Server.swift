// SPDX-License-Identifier: Apache-2.0

/// `GET /healthz` and `GET /readyz`.
package struct StatusResponse: Codable, Sendable, Hashable {
    /// `ok` says that the process lives; the others whether it can work. While it is `degraded` the key service can't be
    /// used: what runs goes on, but nothing can be opened or sealed.
    package enum Status: String, Codable, Sendable, Hashable, CaseIterable {
        case ok
        case ready
        case degraded
        case notReady = "not_ready"
    }
    package var status: Status

    package init(status: Status) { self.status = status }

    package enum CodingKeys: String, CodingKey {
        case status
    }
}
