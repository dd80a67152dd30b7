// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What a sealed secret is for. The raw values are part of every record's authenticated data.
package enum CredentialPurpose: String, Sendable, Hashable, CaseIterable {
    case providerCredential = "provider-credential"
    /// The key under which key fingerprints are made.
    case fingerprintKey = "fingerprint-key"
    /// What an organization's webhook deliveries are signed with.
    case webhookSecret = "webhook-secret"
    /// Nothing that is stored: a key service is tried with it.
    case trial
}

/// The one place in an installation where a sealed secret opens.
package struct CredentialLocation: Sendable, Hashable {
    enum Place: Sendable, Hashable {
        case provider(OrganizationID, ProviderID, version: Int64)
        case installation
        case webhook(OrganizationID, number: Int64)
    }

    let place: Place
    package let purpose: CredentialPurpose

    private init(place: Place, purpose: CredentialPurpose) {
        self.place = place
        self.purpose = purpose
    }

    /// A provider's key: one version of it.
    package init(organization: OrganizationID, provider: ProviderID, versionNumber: Int64) {
        self.init(place: .provider(organization, provider, version: versionNumber), purpose: .providerCredential)
    }

    /// The place of a stored version, read from its row's columns.
    package init(of version: CredentialVersion) {
        self.init(organization: version.organization, provider: version.provider, versionNumber: version.number)
    }

    /// An organization's webhook secret: one of those it has had.
    package init(webhookOf organization: OrganizationID, secretNumber: Int64) {
        self.init(place: .webhook(organization, number: secretNumber), purpose: .webhookSecret)
    }

    /// The installation's fingerprint key.
    package static let fingerprintKey = CredentialLocation(place: .installation, purpose: .fingerprintKey)

    /// Where nothing is ever stored.
    static let trial = CredentialLocation(place: .installation, purpose: .trial)
}
