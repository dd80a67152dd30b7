// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension CreateProviderRequest: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .name: .text(Bounds.name).example("OpenAI production"),
            .baseURL: "For servers that speak the type's dialect; its host must be on the operator's allow-list.",
            .useCase: .text(Bounds.useCase, "What it is for, to tell spending apart."),
            .validate: "`false` stores the key without trying it; the default is to try it.",
        ]
    }
}

extension UpdateProviderRequest: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .name: .text(Bounds.name), .useCase: .text(Bounds.useCase, "An empty text takes it away."),
            .usePolicy: "Taken as a whole: what it does not name is not bound.",
        ]
    }
}

extension UsePolicyBody: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .agentTypes: "The agent types that may use it; missing or `null` for every one.",
            .deliveries: "The ways in which its key may be delivered; all of them where it is missing.",
        ]
    }
}

extension ProviderResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .keyHint: "The key's last four characters.",
            .inUse: "Agents that run on it, and agent types that name it.",
            .warnings: "Given where it was made: another provider holds the same key, the key was not tried.",
        ]
    }
}

extension HealthResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [.state: .words(ProviderHealth.State.self, "What the last try of the key said.")]
    }
}

extension ProviderTestResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .advice: "What to do about it.", .models: "What the key can use, as the provider lists it.",
            .providerCode: "The provider's own code.",
        ]
    }
}
