// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust operation`: what was asked of many agents at once.
struct OperationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operation",
        abstract: "Operations: what was asked of many agents, and how far it has come.",
        subcommands: [OperationList.self, OperationShow.self])
}

extension OperationResponse {
    var isFinished: Bool { status == "done" }

    /// `12 of 20 done, 1 failed`.
    var progress: String {
        "\(done) of \(total) done" + (failed > 0 ? ", \(failed) failed" : "")
    }

    var colour: Terminal.Colour { !isFinished ? .waiting : failed > 0 ? .bad : .good }

    /// The operation, and below it what did not work.
    var lines: [String] {
        var facts = Facts()
        facts.add("Id", id.description)
        facts.add("What", kind)
        facts.add("Status", status, colour)
        facts.add("Progress", progress)
        facts.add("Begun", HumanTime.relative(createdAt))
        facts.add("Finished", HumanTime.relative(finishedAt))
        var table = Table("AGENT", "WHAT", "STATUS", "WHY")
        for item in items where item.status == "failed" {
            let why = [item.error, item.errorCode.map { "(\($0))" }].compactMap { $0 }
            table.add(.init(item.name), .init(item.action), .init(item.status, .bad), .init(why.joined(separator: " ")))
        }
        return facts.lines + (table.isEmpty ? [] : [""] + table.lines)
    }
}
