// SPDX-License-Identifier: Apache-2.0
package import TrustCore

extension SQLIdentityStore: ChecklistStore {
    package func checklistMarks(of organization: OrganizationID) async throws -> ChecklistMarks {
        try await database.read { session in
            let row = try session.query(
                "SELECT key_backed_up_at, checklist_dismissed_at FROM organizations WHERE id = $1", [.id(organization)]
            ).first
            guard let row else { throw StoreError(.notFound("organization")) }
            return ChecklistMarks(
                keyBackedUpAt: try row.timeIfPresent("key_backed_up_at"),
                dismissedAt: try row.timeIfPresent("checklist_dismissed_at"))
        }
    }

    package func setChecklistMarks(
        _ marks: ChecklistMarks, of organization: OrganizationID, audit: AuditEntry
    ) async throws {
        try await database.write { session in
            try session.execute(
                "UPDATE organizations SET key_backed_up_at = $2, checklist_dismissed_at = $3 WHERE id = $1",
                [.id(organization), .optionalTime(marks.keyBackedUpAt), .optionalTime(marks.dismissedAt)])
            try session.append(audit)
        }
    }
}
