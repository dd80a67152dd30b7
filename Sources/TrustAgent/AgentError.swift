// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Why the agent can't go on, or can't answer one message. Its words never hold a key, a prompt or an answer.
package struct AgentError: PresentableError, Equatable {
    package enum Kind: Sendable, Hashable {
        /// A variable is missing or can't be read.
        case configuration
        /// The gateway does not take the agent's token.
        case tokenRefused
        /// The gateway answered with something else than was agreed.
        case channel
        /// The model's provider, or the gateway in its place, refused the call.
        case modelRefused
        /// The model could not be reached, or its answer can't be read.
        case modelFailed
        /// The model answered with nothing that could be handed on.
        case noAnswer
    }
    package let kind: Kind
    package let publicMessage: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        publicMessage = message
    }

    package var errorCode: ErrorCode { .agentFailed }
}

extension AgentError: CustomStringConvertible {
    package var description: String { publicMessage }
}
