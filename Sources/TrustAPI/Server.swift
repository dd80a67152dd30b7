// SPDX-License-Identifier: Apache-2.0

/// `GET /healthz` and `GET /readyz`.
package struct StatusResponse: Codable, Sendable, Hashable {
    /// `ok` says that the process lives; the other two whether it can work.
    package enum Status: String, Codable, Sendable, Hashable, CaseIterable {
        case ok
        case ready
        case notReady = "not_ready"
    }
    package var status: Status

    package init(status: Status) { self.status = status }

    package enum CodingKeys: String, CodingKey {
        case status
    }
}
