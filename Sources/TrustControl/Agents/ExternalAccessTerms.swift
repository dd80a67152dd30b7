// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// What is asked for of the token of an agent that runs elsewhere.
package struct ExternalAccessTerms: Sendable, Hashable {
    /// Seconds from now; 90 days where it is not said.
    package var lifetime: Int64?
    /// Ranges such as `10.0.0.0/8`, or single addresses; none for anywhere.
    package var addresses: [String]

    package init(lifetime: Int64? = nil, addresses: [String] = []) {
        self.lifetime = lifetime
        self.addresses = addresses
    }

    static let defaultLifetime: Int64 = 90 * 86_400

    /// The terms; none for an agent that this server starts itself, whose token is known to nobody else.
    /// - Throws: `INVALID_REQUEST` naming the field.
    func check(isExternal: Bool, at moment: Timestamp) throws(ControlError) -> TokenTerms {
        guard isExternal else {
            if lifetime != nil { throw .invalid("expires_in", "Only the token of an agent that runs elsewhere ends.") }
            guard addresses.isEmpty else {
                throw .invalid(
                    "allowed_addresses", "Only the token of an agent that runs elsewhere is bound to addresses.")
            }
            return TokenTerms()
        }
        let lifetime = lifetime ?? Self.defaultLifetime
        guard Bounds.tokenLifetime.contains(lifetime) else {
            throw .invalid("expires_in", "This takes seconds, from a minute to 366 days.")
        }
        guard addresses.count <= Bounds.tokenAddresses else {
            throw .invalid("allowed_addresses", "At most \(Bounds.tokenAddresses) can be named.")
        }
        var ranges: [AddressRange] = []
        for text in addresses {
            guard let range = AddressRange(text) else {
                throw .invalid("allowed_addresses", "This takes addresses and ranges such as 10.0.0.0/8.")
            }
            ranges.append(range)
        }
        return TokenTerms(expiresAt: moment.adding(seconds: lifetime), addresses: ranges)
    }
}
