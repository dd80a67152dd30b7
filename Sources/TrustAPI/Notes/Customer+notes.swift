// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension AskRequest: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .content: .text(1...Message.contentLimit).example("What is our return policy?"),
            .threadID: "Goes on with a conversation; a new one begins without it.",
        ]
    }
}

extension CustomerAgent: Annotated {
    package static var notes: [CodingKeys: Note] { [.status: .words(Agent.State.self)] }
}
