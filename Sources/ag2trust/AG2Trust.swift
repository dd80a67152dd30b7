// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import TrustCore
import TrustServer

/// `ag2trust`: the server, and the command line that talks to it.
@main
struct AG2Trust: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ag2trust",
        abstract: "Keeps LLM provider keys, and gives agents the use of them.",
        discussion: """
            `serve` runs the server. `check`, `config`, `audit verify` and `org` look at one on this machine; \
            `simulate` and `completion` need none. Everything else talks to one, at --url or AG2TRUST_URL \
            (http://127.0.0.1:8080 if neither is given), with the API key in AG2TRUST_API_KEY or, without one, the \
            session that `ag2trust login` saved.

            START:
              ag2trust serve
              ag2trust setup --organization Acme --name "Ada" --email ada@example.com
              ag2trust login --email ada@example.com
              ag2trust provider add "OpenAI Production" --type openai
              ag2trust agent-type create Support --provider "OpenAI Production" \\
                --model gpt-4o --prompt "You answer." --endpoint-slug support
              ag2trust agent create support-1 --type Support
              ag2trust agent start support-1 --wait
              ag2trust ask support "Where is my order?"

            EXIT CODES:
            \(ExitStatus.table)

            With --json, errors are JSON too: an object a line, on standard error.
            """,
        version: "0.1.0",
        subcommands: [
            Serve.self, Simulate.self, Setup.self, Login.self, Logout.self, WhoAmI.self, ProviderCommand.self,
            Import.self, Apply.self, Diff.self, Export.self, AgentTypeCommand.self, AgentCommand.self,
            OperationCommand.self, Ask.self,
            MessageCommand.self, WebhookCommand.self, RequestCommand.self, LimitCommand.self, ChecklistCommand.self,
            KeyCommand.self, UserCommand.self, AuditCommand.self, VaultCommand.self, OrganizationCommand.self,
            Check.self,
            ConfigCommand.self, CompletionCommand.self,
        ])

    /// Runs one command and ends the process with a status that says how it went (`ExitStatus`).
    static func main() async {
        do {
            var command = try await asyncParseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            guard fflush(nil) == 0 || errno == EPIPE else {
                throw CommandError(.failure, "The result can't be written to standard output.")
            }
        } catch let error as CommandError {
            end(error)
        } catch let error as ServerError {
            end(CommandError(.failure, error.description))
        } catch let error as any PresentableError {
            end(
                CommandError(
                    ExitStatus(error.errorCode), error.publicMessage, code: error.errorCode, details: error.details))
        } catch {
            endForArgumentParser(error)
        }
    }

    private static func end(_ error: CommandError) -> Never {
        StandardError.show(error)
        exit(withError: error.status.exitCode)
    }

    /// Help and completion scripts go to standard output; a wrong command line goes to standard error, with status 2.
    private static func endForArgumentParser(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        guard !code.isSuccess, !(error is ExitCode) else { exit(withError: error) }
        let status = code == .validationFailure ? ExitStatus.usage.exitCode : code
        if StandardError.isJSON {
            StandardError.show(CommandError(status == code ? .failure : .usage, self.message(for: error)))
        } else {
            let message = fullMessage(for: error)
            StandardError.line(message.hasPrefix("Error: ") ? "error: " + message.dropFirst(7) : message)
        }
        exit(withError: status)
    }
}
