// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `ag2trust audit`: who did what, and when each key was opened.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Who did what, and when each key was opened and why.",
        subcommands: [AuditList.self, AuditExport.self, AuditVerify.self])
}

/// Which part of the log is meant.
struct AuditFilterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Who: user:<id>, api_key:<id>, agent:<id>, system:<name>, or what comes before the colon alone.",
            valueName: "actor"),
        completion: .list(["user", "api_key", "agent", "system"]))
    var actor: String?

    @Option(
        help: ArgumentHelp("What: provider.create, or what comes before the dot alone.", valueName: "action"),
        completion: .list([
            "agent", "agent_type", "api_key", "audit", "credential", "invitation", "provider", "session", "user",
        ]))
    var action: String?

    @Option(help: ArgumentHelp("To what: provider:<id>, or provider alone.", valueName: "subject"))
    var subject: String?

    @Option(help: ArgumentHelp("Not earlier than: a time, or how long ago, such as 24h or 30d.", valueName: "time"))
    var from: Since?

    @Option(help: ArgumentHelp("Earlier than: a time, or how long ago.", valueName: "time"))
    var to: Since?

    var query: [String: String] {
        [
            "actor": actor, "action": action, "subject": subject, "from": from?.text, "to": to?.text,
        ].compactMapValues { $0 }
    }
}
