// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `ag2trust completion`: the script that completes commands, options and names in a shell.
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print the completion script for a shell.",
        discussion: """
            Names of agents, agent types, providers, keys and people are asked of the server that AG2TRUST_URL and the \
            saved session lead to, for half a second at most; without an answer there are no names.

            INSTALL:
              ag2trust completion bash > ~/.local/share/bash-completion/completions/ag2trust
              ag2trust completion zsh > ~/.zsh/completions/_ag2trust    # a folder of your $fpath, before compinit
              ag2trust completion fish > ~/.config/fish/completions/ag2trust.fish
            """)

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish
    }

    @Argument(help: "bash, zsh or fish.") var shell: Shell

    func run() throws {
        let known: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        print(AG2Trust.completionScript(for: known))
    }
}
