// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// A new organization with its owner.
package struct SetupResult: Sendable, Hashable {
    package var organization: Organization
    package var user: User

    /// Both with ids of their own, their texts checked and trimmed.
    /// - Throws: `INVALID_REQUEST` (`organization`, `email`, `name`).
    init(organization: String, email: String, name: String, at moment: Timestamp) throws(ControlError) {
        self.organization = Organization(
            id: .make(at: moment), name: try TextRule("organization", Bounds.name).check(organization),
            createdAt: moment)
        user = User(
            id: .make(at: moment), email: try EmailAddress.check(email),
            name: try TextRule("name", Bounds.name).check(name), createdAt: moment)
    }
}
