// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Why an agent's process could not be started, fed or read.
package struct RuntimeError: PresentableError, Equatable {
    package enum Kind: Sendable, Hashable {
        /// The agent's folder or log can't be made or opened.
        case folder
        /// The launcher can't be started.
        case spawn
        /// What the process is to be started with can't be taken: a name, a size.
        case launch
        /// The launcher ended before it had its secrets, or doesn't take them.
        case handover
        /// The secrets of this launcher have been handed over, or it was cancelled.
        case spent
        /// The output can't be read.
        case logs
    }
    package let kind: Kind
    /// For logs and debuggers only; never holds anything secret.
    package let cause: String?

    package init(_ kind: Kind, cause: String? = nil) {
        self.kind = kind
        self.cause = cause
    }

    package static func == (left: Self, right: Self) -> Bool { left.kind == right.kind }

    package var errorCode: ErrorCode { .agentFailed }

    package var publicMessage: String {
        switch kind {
        case .folder: "The agent's folder can't be used."
        case .spawn: "The agent's process can't be started."
        case .launch: "The agent can't be started with this configuration; its system prompt may be too long."
        case .handover: "The agent's process ended before it was ready."
        case .spent: "The agent's process was already given its start."
        case .logs: "The agent's output can't be read."
        }
    }
}

extension RuntimeError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { publicMessage }
    package var debugDescription: String { "\(kind): \(cause ?? publicMessage)" }
}
