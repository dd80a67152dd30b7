// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI

/// `ag2trust checklist`.
struct ChecklistCommand: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "checklist",
        abstract: "The way from nothing to a first answer: what is done.",
        discussion: """
            EXAMPLES:
              ag2trust checklist
              ag2trust checklist --master-key-backed-up
              ag2trust checklist --dismiss
            """)

    @Flag(help: "Say that the master key is kept somewhere else too.") var masterKeyBackedUp = false
    @Flag(help: "Leave the list away on the dashboard.") var dismiss = false
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let answer: Answer<ChecklistResponse>
        if masterKeyBackedUp || dismiss {
            answer = try await api.send(
                .patch, APIPath("checklist"),
                UpdateChecklistRequest(
                    masterKeyBackedUp: masterKeyBackedUp ? true : nil, dismissed: dismiss ? true : nil))
        } else {
            answer = try await api.get(APIPath("checklist"))
        }
        try connection.output.show(answer) { checklist in
            var table = Table("STEP", "DONE")
            for step in checklist.steps {
                table.add(.init(step.step), .init(step.done ? "yes" : "no", step.done ? .good : nil))
            }
            return table.lines
        }
    }
}
