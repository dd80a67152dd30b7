// SPDX-License-Identifier: Apache-2.0

/// What a key can use, in a sentence.
enum ModelSummary {
    /// `41 models, among them gpt-4o, …`; `nil` for none.
    static func sentence(_ models: [String]) -> String? {
        guard !models.isEmpty else { return nil }
        let count = models.count == 1 ? "1 model" : "\(models.count) models"
        let named = models.sorted { interest($0) > interest($1) }.prefix(4).joined(separator: ", ")
        return models.count <= 4 ? "\(count): \(named)." : "\(count), among them \(named)."
    }

    /// Chat models come before what else a provider lists.
    private static func interest(_ model: String) -> Int {
        guard model.hasPrefix("gpt-") || model.hasPrefix("claude-") else { return 0 }
        return model.count < 20 ? 2 : 1
    }
}
