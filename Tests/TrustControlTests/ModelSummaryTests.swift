// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import TrustControl

struct ModelSummaryTests {
    @Test(
        arguments: [
            (["gpt-4o"], "1 model: gpt-4o."), ([], nil),
            (
                ["dall-e-3", "gpt-4o", "whisper-1", "gpt-4o-mini", "gpt-4.1", "gpt-4-turbo"],
                "6 models, among them gpt-4o, gpt-4o-mini, gpt-4.1, gpt-4-turbo."
            ),
        ] as [([String], String?)])
    func aWorkingKeySaysWhichModelsItMayUse(models: [String], sentence: String?) {
        #expect(ModelSummary.sentence(models) == sentence)
    }
}
