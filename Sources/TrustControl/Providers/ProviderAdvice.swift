// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What to tell people about a provider's health, and what they can do about it.
package enum ProviderAdvice {
    /// What to check, most likely first; empty where nothing is wrong.
    package static func advice(for state: ProviderHealth.State) -> [String] {
        switch state {
        case .works, .notTested: []
        case .invalidKey:
            [
                "Verify key is correct (no extra spaces)",
                "Check key hasn't been revoked at provider",
                "Ensure key has required permissions",
            ]
        case .restricted: ["Ensure key has required permissions", "Some models require special access"]
        case .rateLimited:
            [
                "Check your provider's rate limit tier",
                "Reduce agent activity or add more agents",
                "Consider upgrading your provider plan",
            ]
        case .quotaExhausted:
            ["Consider upgrading your provider plan", "Check your provider's rate limit tier"]
        case .unreachable: ["Check the base URL and that this server can reach it", "Try again in a minute"]
        case .failing: ["Check the base URL", "Check the provider's status page", "Try again in a minute"]
        }
    }

    /// What to check when a call says that a model is not available.
    package static let modelNotAvailable = [
        "Verify model name is correct",
        "Check model is available in your region",
        "Some models require special access",
    ]

    /// One sentence on a state.
    package static func sentence(for state: ProviderHealth.State) -> String {
        switch state {
        case .notTested: "The key has not been tried yet."
        case .works: "The provider accepts the key."
        case .invalidKey: "The provider says that the key is invalid."
        case .restricted: "The provider knows the key, but it may not list models. It may still be good for calls."
        case .quotaExhausted: "The provider knows the key, but its quota or credit is used up."
        case .rateLimited: "The provider knows the key, but its rate limit is exceeded right now."
        case .unreachable: "The provider could not be reached, so the key could not be tried."
        case .failing: "The provider did not answer as expected, so the key could not be tried."
        }
    }
}
