// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustCore
import TrustServer

/// `ag2trust org list`.
struct OrganizationList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the organizations.",
        discussion: """
            EXAMPLES:
              ag2trust org list
              ag2trust org list --data-dir /var/lib/ag2trust --json
            """)

    @OptionGroup var installation: InstallationOptions
    @Flag(help: "Print JSON instead of text.") var json = false

    func run() async throws {
        let list = try await OrganizationDesk.list(try await installation.configuration())
        if json {
            let items = list.enumerated().map { index, item -> JSONValue in
                .object([
                    "id": .string(item.organization.id.description), "name": .string(item.organization.name),
                    "default": .bool(index == 0), "people": .integer(item.people), "agents": .integer(item.agents),
                    "created_at": .string(item.organization.createdAt.rfc3339),
                ])
            }
            return try Output(isJSON: true).done("", json: .object(["items": .array(items), "next_cursor": .null]))
        }
        guard !list.isEmpty else { return print("There are no organizations. Make the first with `ag2trust setup`.") }
        var table = Table("NAME", "PEOPLE", "AGENTS", "CREATED", "ID")
        for (index, item) in list.enumerated() {
            table.add(
                .init(index == 0 ? "\(item.organization.name) (default)" : item.organization.name),
                .init("\(item.people)"), .init("\(item.agents)"),
                .init(HumanTime.relative(item.organization.createdAt.rfc3339)),
                .init(item.organization.id.description))
        }
        for line in table.lines { print(line) }
    }
}
