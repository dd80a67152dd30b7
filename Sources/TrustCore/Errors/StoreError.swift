// SPDX-License-Identifier: Apache-2.0

/// What a store may say, whichever engine is behind it.
package struct StoreError: PresentableError, Equatable {
    package enum Kind: Sendable, Hashable {
        case notFound(String)
        /// The field whose value is taken.
        case nameTaken(field: String)
        /// What stands on the thing that was to be deleted.
        case providerInUse(ProviderUse)
        case agentTypeInUse(agents: [ProviderUse.Entry])
        /// The provider's use policy, or a missing approval, is against it.
        case useRefused(UseRefusal)
        /// The thing is in a state that does not allow it.
        case conflict(String)
        /// It has been edited since it was read.
        case changed(current: RecordVersion)
        case alreadySetUp
        /// An organization would be left without an owner.
        case lastOwner
        /// Whoever asks has a lower role than what would be touched.
        case forbidden
        /// The engine failed: disk full, locked, corrupt.
        case unavailable
    }
    package let kind: Kind
    /// For logs and debuggers only.
    package let cause: String?

    package init(_ kind: Kind, cause: String? = nil) {
        self.kind = kind
        self.cause = cause
    }

    package static func == (left: Self, right: Self) -> Bool { left.kind == right.kind }

    package var errorCode: ErrorCode {
        switch kind {
        case .notFound: .notFound
        case .nameTaken: .nameTaken
        case .providerInUse: .providerInUse
        case .agentTypeInUse: .agentTypeInUse
        case .useRefused: .deliveryNotAllowed
        case .conflict: .agentBusy
        case .changed: .preconditionFailed
        case .alreadySetUp: .alreadySetUp
        case .lastOwner: .lastOwner
        case .forbidden: .forbidden
        case .unavailable: .storeUnavailable
        }
    }

    package var publicMessage: String {
        switch kind {
        case .notFound(let thing): "There is no such \(thing)."
        case .nameTaken(let field): "This \(field.replacing("_", with: " ")) is taken."
        case .providerInUse: "The provider is in use. Stop or reassign what stands on it first."
        case .agentTypeInUse: "The agent type still has agents. Delete them first."
        case .useRefused(let refusal): refusal.sentence
        case .conflict(let reason): reason
        case .changed: "Somebody else has changed it since it was read. Read it again."
        case .alreadySetUp: "This installation already has an owner."
        case .lastOwner: "An organization needs an owner. Make someone else an owner first."
        case .forbidden: "Your role does not allow this."
        case .unavailable: "The database can't be used right now."
        }
    }

    package var details: [String: JSONValue] {
        func list(_ entries: [ProviderUse.Entry]) -> JSONValue {
            .array(entries.map { .object(["id": .string($0.id), "name": .string($0.name)]) })
        }
        switch kind {
        case .nameTaken(let field): return ["field": .string(field)]
        case .providerInUse(let use): return ["agents": list(use.agents), "agent_types": list(use.agentTypes)]
        case .useRefused(let refusal): return ["refused_by": .string(refusal.rawValue)]
        case .agentTypeInUse(let agents): return ["agents": list(agents)]
        case .changed(let current): return ["current_etag": .string("\"\(current.text)\"")]
        default: return [:]
        }
    }
}
