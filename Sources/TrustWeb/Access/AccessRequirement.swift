// SPDX-License-Identifier: Apache-2.0
package import TrustControl

/// What a route demands of whoever calls it. Every route has one; there is no default.
package enum AccessRequirement: Sendable, Hashable {
    /// Nothing, also before there is an owner: health, setup, static files.
    case open
    /// Nothing, once there is an owner: sign-in.
    case openAfterSetup
    /// A sign-in; an API key is not one.
    case signedIn
    /// A caller whose role has the permission; on pages, by a sign-in.
    case permission(Permission)
}
