// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// A variable whose name says that it holds a provider's key or base URL: `PROD_OPENAI_API_KEY_2`.
struct KeyVariable: Hashable {
    enum Purpose { case key, baseURL }

    /// What a key and its base URL have in common.
    struct Owner: Hashable {
        let type: ProviderType
        /// The words before and after, in capitals.
        let before: String
        let after: String
    }

    let owner: Owner
    let purpose: Purpose

    private static let cores: [(String, ProviderType, Purpose)] = [
        ("OPENAI_API_KEY", .openai, .key), ("ANTHROPIC_API_KEY", .anthropic, .key),
        ("OPENAI_BASE_URL", .openai, .baseURL), ("OPENAI_API_BASE", .openai, .baseURL),
        ("ANTHROPIC_BASE_URL", .anthropic, .baseURL), ("ANTHROPIC_API_BASE", .anthropic, .baseURL),
    ]

    /// `nil` for names of other things.
    init?(_ name: String) {
        let words = name.uppercased().split(separator: "_", omittingEmptySubsequences: false)
        for (core, type, purpose) in Self.cores {
            let parts = core.split(separator: "_")
            guard words.count >= parts.count else { continue }
            for start in 0...(words.count - parts.count)
            where words[start..<(start + parts.count)].elementsEqual(parts) {
                owner = Owner(
                    type: type, before: words[..<start].joined(separator: "_"),
                    after: words[(start + parts.count)...].joined(separator: "_"))
                self.purpose = purpose
                return
            }
        }
        return nil
    }

    /// `prod-openai-2`.
    var providerName: String {
        ProviderName.slug([owner.before, owner.type.rawValue, owner.after].joined(separator: "-"))
    }

    /// What keeps the variable's value from being a key of the type, as far as its name tells.
    var objection: SkipReason? {
        if owner.before.split(separator: "_").contains("AZURE") { return .azure }
        if ["FILE", "PATH"].contains(owner.after.split(separator: "_").last) { return .namesFile }
        return nil
    }
}
