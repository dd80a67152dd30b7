// SPDX-License-Identifier: Apache-2.0

/// Where an organization's answers are sent to, and what signs them.
package struct Webhook: Sendable, Hashable {
    package var organization: OrganizationID
    /// For messages that ask for a delivery without naming an address; `nil` where each names its own.
    package var url: String?
    /// Counts from 1: the secret's place, so that an older one opens nowhere.
    package var secretNumber: Int64
    package var secret: SealedCredential
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    package init(
        organization: OrganizationID, url: String?, secretNumber: Int64, secret: SealedCredential,
        createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.organization = organization
        self.url = url
        self.secretNumber = secretNumber
        self.secret = secret
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// One answer on its way to a receiver.
package struct WebhookDelivery: Sendable, Hashable {
    package enum State: String, Sendable, Codable, CaseIterable {
        /// Its message has no answer yet, or another attempt is to come.
        case pending
        case delivered
        /// Every attempt was used up, or the address may not be called.
        case failed
    }

    /// Why the last attempt came to nothing; a closed set, with nothing in it of what a receiver wrote.
    package enum Failure: String, Sendable, Codable, CaseIterable {
        case addressNotAllowed = "address_not_allowed"
        case unreachable
        case timedOut = "timed_out"
        /// A status other than 2xx.
        case refused
        /// The webhook, and its secret with it, was removed.
        case noSecret = "no_secret"
        /// The secret could not be opened, or the answer not be read: ours to mend.
        case unavailable
    }

    package var id: CallbackID
    package var organization: OrganizationID
    /// `nil` for a test.
    package var message: MessageID?
    package var url: String
    package var state: State
    /// How many have begun.
    package var attempts: Int64
    package var nextAttemptAt: Timestamp
    package var lastFailure: Failure?
    /// The status of the last answer, where there was one.
    package var lastStatus: Int64?
    package var createdAt: Timestamp
    package var finishedAt: Timestamp?
    package init(
        id: CallbackID, organization: OrganizationID, message: MessageID?, url: String, state: State = .pending,
        attempts: Int64 = 0, nextAttemptAt: Timestamp? = nil, lastFailure: Failure? = nil, lastStatus: Int64? = nil,
        createdAt: Timestamp, finishedAt: Timestamp? = nil
    ) {
        self.id = id
        self.organization = organization
        self.message = message
        self.url = url
        self.state = state
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt ?? createdAt
        self.lastFailure = lastFailure
        self.lastStatus = lastStatus
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }

    /// Attempts in all.
    package static let attemptLimit: Int64 = 4
}
