// SPDX-License-Identifier: Apache-2.0

extension AuditOperationResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .sequence: "Its place in the log.",
            .endedAt: "Missing where no outcome is known.",
            .actor: "`user:<id>`, `api_key:<id>`, `agent:<id>`, `system:<name>`.",
            .actorName: "What the actor is called, where it still exists.",
            .subject: "`provider:<id>`, …",
            .outcome: "`intended` where no outcome is known.",
        ]
    }
}

extension AuditRecordResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [.time: .format("date-time"), .hash: "SHA-256 over the row before and this one, in hexadecimal."]
    }
}
