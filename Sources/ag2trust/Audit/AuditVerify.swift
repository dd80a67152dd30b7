// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustCore
import TrustServer

/// `ag2trust audit verify`.
struct AuditVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Walk the log's hash chain; needs the server's data, and no server.",
        discussion: """
            Every row is bound to the one before it by a hash, and the last one's is kept beside. Whoever has the \
            file could still write a whole new chain: write down the head that is printed, apart from the database, \
            and compare it with the row of that number later (`ag2trust audit export` prints each row's hash).

            EXAMPLES:
              ag2trust audit verify
              ag2trust audit verify --data-dir /var/lib/ag2trust --json
            """)

    @OptionGroup var installation: InstallationOptions
    @Flag(help: "Print JSON instead of text.") var json = false

    func run() async throws {
        let inspection = try await AuditInspection.walk(try await installation.configuration())
        let hash = inspection.head.hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        switch inspection.result {
        case .intact(let rows):
            try Output(isJSON: json).done(
                rows == 0 ? "Intact: nothing has been written yet." : "Intact: \(rows) rows. Head \(rows) \(hash)",
                json: .object(["intact": true, "rows": .integer(rows), "head_hash": .string(hash)]))
        case .broken(let sequence):
            throw CommandError(
                .failure, "The chain is broken at row \(sequence): it was changed, removed or put in.",
                details: ["first_broken": .integer(sequence), "head": .integer(inspection.head.sequence)])
        }
    }
}
