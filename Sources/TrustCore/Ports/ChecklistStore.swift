// SPDX-License-Identifier: Apache-2.0

/// What of an organization's first steps nobody but a person can know.
package struct ChecklistMarks: Sendable, Hashable {
    /// When somebody said that the master key is backed up.
    package var keyBackedUpAt: Timestamp?
    /// When somebody said that the list need not be shown any more.
    package var dismissedAt: Timestamp?

    package init(keyBackedUpAt: Timestamp? = nil, dismissedAt: Timestamp? = nil) {
        self.keyBackedUpAt = keyBackedUpAt
        self.dismissedAt = dismissedAt
    }
}

/// Keeps the marks.
package protocol ChecklistStore: Sendable {
    func checklistMarks(of organization: OrganizationID) async throws -> ChecklistMarks
    func setChecklistMarks(_ marks: ChecklistMarks, of organization: OrganizationID, audit: AuditEntry) async throws
}
