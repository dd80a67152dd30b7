// SPDX-License-Identifier: Apache-2.0

/// What holds of the token of an agent that runs elsewhere, beside that it ends with the agent.
package struct TokenTerms: Sendable, Hashable {
    /// From then on it is refused; `nil` for never.
    package var expiresAt: Timestamp?
    /// From where it may be used; empty for anywhere.
    package var addresses: [AddressRange]

    package init(expiresAt: Timestamp? = nil, addresses: [AddressRange] = []) {
        self.expiresAt = expiresAt
        self.addresses = addresses
    }

    /// Whether it may be used at any time and from anywhere, as most may.
    package var isUnlimited: Bool { expiresAt == nil && addresses.isEmpty }

    /// Whether it may be used now, from an address; `nil` where that is not known.
    package func allow(from address: NetworkAddress?, at moment: Timestamp) -> Bool {
        if let expiresAt, moment >= expiresAt { return false }
        guard !addresses.isEmpty else { return true }
        guard let address else { return false }
        return addresses.contains { $0.contains(address) }
    }
}
