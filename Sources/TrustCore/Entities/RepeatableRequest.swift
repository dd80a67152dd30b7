// SPDX-License-Identifier: Apache-2.0

/// A request that its caller gave a key, so that it is carried out once however often it is sent.
package struct RepeatableRequest: Sendable, Hashable {
    /// Made when it first came. What it creates may take this id, and so be found again.
    package var id: ID<RepeatableRequest>
    package var organization: OrganizationID
    /// Who asks, as one word.
    package var caller: String
    /// The caller's own text, at most `keyLimit` characters.
    package var key: String
    /// A keyed digest of method, path and body.
    package var digest: KeyFingerprint
    package var createdAt: Timestamp
    package init(
        id: ID<RepeatableRequest>, organization: OrganizationID, caller: String, key: String, digest: KeyFingerprint,
        createdAt: Timestamp
    ) {
        self.id = id
        self.organization = organization
        self.caller = caller
        self.key = key
        self.digest = digest
        self.createdAt = createdAt
    }

    /// The longest key, in characters.
    package static let keyLimit = 256
    /// How long an answer is kept, in seconds.
    package static let lifetime: Int64 = 24 * 3600
}

/// An answer as it was first given.
package struct KeptAnswer: Sendable, Hashable {
    package var status: Int64
    package var contentType: String?
    package var location: String?
    package var body: [UInt8]
    package init(status: Int64, contentType: String?, location: String?, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.location = location
        self.body = body
    }
}

/// What is to be done with a request that carries a key.
package enum RequestClaim: Sendable, Hashable {
    /// It is the first: carry it out.
    case carryOut(ID<RepeatableRequest>)
    /// It was begun, and nobody knows how far it came.
    case interrupted(ID<RepeatableRequest>)
    case answered(KeptAnswer)
    /// It was answered with something that is shown once.
    case answeredWithSecret(status: Int64)
    /// The key belongs to another request.
    case keyReused
    /// The first one is still being carried out.
    case inProgress
}
