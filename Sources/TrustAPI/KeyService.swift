// SPDX-License-Identifier: Apache-2.0

/// How many keys are wrapped under one master key.
package struct WrappingResponse: Codable, Sendable, Hashable {
    package var service: String
    package var keyReference: String
    package var keys: Int64

    package init(service: String, keyReference: String, keys: Int64) {
        self.service = service
        self.keyReference = keyReference
        self.keys = keys
    }

    package enum CodingKeys: String, CodingKey {
        case service, keys
        case keyReference = "key_reference"
    }
}

/// `GET /api/vault`.
package struct VaultResponse: Codable, Sendable, Hashable {
    package enum Status: String, Codable, Sendable, Hashable, CaseIterable {
        case healthy
        /// Running agents go on; what has to be opened or sealed fails, and can be repeated.
        case degraded
    }
    package var status: Status
    package var service: String
    package var failure: String?
    package var message: String?
    /// RFC 3339.
    package var since: String
    /// RFC 3339.
    package var checkedAt: String
    package var wrappings: [WrappingResponse]

    package init(
        status: Status, service: String, failure: String?, message: String?, since: String, checkedAt: String,
        wrappings: [WrappingResponse]
    ) {
        self.status = status
        self.service = service
        self.failure = failure
        self.message = message
        self.since = since
        self.checkedAt = checkedAt
        self.wrappings = wrappings
    }

    package enum CodingKeys: String, CodingKey {
        case status, service, failure, message, since, wrappings
        case checkedAt = "checked_at"
    }
}

/// `POST /api/vault/rewrap`.
package struct RewrapResponse: Codable, Sendable, Hashable {
    /// Moved by this call.
    package var rewrapped: Int64
    package var failed: Int64
    package var left: Int64
    package var keyReference: String

    package init(rewrapped: Int64, failed: Int64, left: Int64, keyReference: String) {
        self.rewrapped = rewrapped
        self.failed = failed
        self.left = left
        self.keyReference = keyReference
    }

    package enum CodingKeys: String, CodingKey {
        case rewrapped, failed, left
        case keyReference = "key_reference"
    }
}
