// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension ProviderType {
    /// Two letters in a square.
    var mark: String { self == .openai ? "OA" : "AN" }
    var markClass: String { "mark-\(rawValue)" }
    /// The name that is suggested for a first provider of this type.
    var suggestedName: String { "\(rawValue)-production" }
}

extension ProviderHealth {
    /// The state in words, with the age of the last try.
    func label(now: Timestamp, since created: Timestamp) -> StatusLabel {
        let age = checkedAt.map { Age.ago(since: $0, now: now) }
        let exact = checkedAt.map { Moment.exact($0) }
        switch state {
        case .notTested:
            return StatusLabel(
                .quiet, icon: "unknown", "not tested", detail: "added " + Age.ago(since: created, now: now),
                exact: Moment.exact(created))
        case .works: return StatusLabel(.good, "works", detail: age, exact: exact)
        case .invalidKey: return StatusLabel(.bad, "invalid key", detail: age, exact: exact)
        case .restricted: return StatusLabel(.warn, "restricted key", detail: age, exact: exact)
        case .quotaExhausted: return StatusLabel(.bad, "quota used up", detail: age, exact: exact)
        case .rateLimited: return StatusLabel(.warn, "rate limited", detail: age, exact: exact)
        case .unreachable: return StatusLabel(.bad, "unreachable", detail: age, exact: exact)
        case .failing: return StatusLabel(.bad, "failing", detail: age, exact: exact)
        }
    }

    /// Whether someone ought to look.
    var isTrouble: Bool {
        switch state {
        case .invalidKey, .quotaExhausted, .unreachable, .failing: true
        case .notTested, .works, .restricted, .rateLimited: false
        }
    }
}

/// What a try of a key found, in words and with what to do about it.
struct KeyTrial: Equatable {
    var health: ProviderHealth.State
    var message: String?
    var advice: [String]

    /// As a message above the form or the page.
    var banner: Banner {
        switch health {
        case .works:
            Banner(.good, "Works.", body: message)
        case .restricted:
            Banner(
                .warn, "The key is good, but may not list models.",
                body: message ?? "It may still be good for calls.", advice: advice)
        case .notTested:
            Banner(.info, "The key was not tried.", body: message)
        case .rateLimited:
            Banner(.warn, "The provider limits the rate of this key.", body: message, advice: advice)
        case .invalidKey:
            Banner(.bad, "Invalid API key.", body: message, advice: advice)
        case .quotaExhausted:
            Banner(.bad, "The key’s quota is used up.", body: message, advice: advice)
        case .unreachable:
            Banner(.bad, "The provider can’t be reached.", body: message, advice: advice)
        case .failing:
            Banner(.bad, "The provider answers with errors.", body: message, advice: advice)
        }
    }
}
