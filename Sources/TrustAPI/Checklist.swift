// SPDX-License-Identifier: Apache-2.0

/// A step of the checklist.
package struct ChecklistStepResponse: Codable, Sendable, Hashable {
    /// `owner`, `master_key`, `provider`, `agent_type`, `agent`, `answer`.
    package var step: String
    package var done: Bool

    package init(step: String, done: Bool) {
        self.step = step
        self.done = done
    }
}

/// `GET /api/checklist`: the way from nothing to a first answer.
package struct ChecklistResponse: Codable, Sendable, Hashable {
    package var steps: [ChecklistStepResponse]
    /// Whether the dashboard leaves it away.
    package var dismissed: Bool

    package init(steps: [ChecklistStepResponse], dismissed: Bool) {
        self.steps = steps
        self.dismissed = dismissed
    }
}

/// `PATCH /api/checklist`.
package struct UpdateChecklistRequest: RequestBody {
    /// Whether the master key is kept somewhere else too: nobody but a person can know.
    package var masterKeyBackedUp: Bool?
    package var dismissed: Bool?

    package init(masterKeyBackedUp: Bool? = nil, dismissed: Bool? = nil) {
        self.masterKeyBackedUp = masterKeyBackedUp
        self.dismissed = dismissed
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case dismissed
        case masterKeyBackedUp = "master_key_backed_up"
    }

    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}
