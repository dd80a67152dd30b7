// SPDX-License-Identifier: Apache-2.0
import TrustVault

/// What a person's password has to be.
package enum PasswordRule {
    /// In words, for where one is typed.
    package static var hint: String { "At least \(PasswordHasher.lengths.lowerBound) characters." }
}
