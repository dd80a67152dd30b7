// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import TrustAPI
import TrustCore

/// `ag2trust agent logs`.
struct AgentLogs: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Print the last part of an agent's output, and with --follow what it goes on to write.",
        discussion: """
            EXAMPLES:
              ag2trust agent logs support-1 | tail -20
              ag2trust agent logs support-1 --follow
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "agent"), completion: .agents)
    var agent: String
    @Flag(name: .shortAndLong, help: "Go on until interrupted.") var follow = false
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if follow, connection.json { throw ValidationError("Give --follow or --json, not both.") }
    }

    func run(on api: APIClient) async throws {
        let found = try await api.find(AgentResponse.self, agent)
        if follow {
            var reader = EventReader()
            while true {
                try await api.follow(APIPath("agents", found.id.description, "logs"), after: reader.lastID) { data in
                    for event in reader.read(data) {
                        if event.name == "cut" {
                            StandardError.line("(some lines may be missing here)")
                        } else {
                            try FileHandle.standardOutput.write(
                                contentsOf: Data((Terminal.raw(event.data) + "\n").utf8))
                        }
                    }
                }
                // The server ends a stream now and then, to ask again who follows it.
                try await Task.sleep(for: .seconds(1))
            }
        }
        let answer: Answer<LogsResponse> = try await api.get(APIPath("agents", found.id.description, "logs"))
        try connection.output.show(answer, text: \.text)
    }
}
