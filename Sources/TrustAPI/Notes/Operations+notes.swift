// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension AgentActionsRequest: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .action: "`start`, `stop` or `restart`.", .agents: "Which agents, by id; or a `selector`.",
            .selector: "Which agents, by what they are: all that is said must hold.",
        ]
    }
}

extension ReassignProviderRequest: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .to: "The provider that takes over.",
            .modelMap: "What each model becomes; needed where the other provider is of another type.",
            .labels: "Only agent types that have these; all of them where it is missing.",
            .restart: "`false` leaves running agents as they are until their next start.",
        ]
    }
}

extension OperationResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .kind: .words(BulkOperation.Kind.self), .status: "`running`, or `done` when nothing is left to do.",
            .providerID: "The provider that is paused, or that is left.", .targetID: "The provider that takes over.",
        ]
    }
}

extension OperationItemResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .action: .words(BulkOperation.Item.Action.self), .status: .words(BulkOperation.Item.Status.self),
            .name: "As it was when the operation was asked for.",
        ]
    }
}
