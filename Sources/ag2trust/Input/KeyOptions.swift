// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustCore

/// The ways to give a provider's key.
struct KeyOptions: ParsableArguments {
    @Flag(help: "Read the key from standard input (one line).")
    var keyStdin = false

    @Option(
        help: ArgumentHelp("Read the key from a file.", valueName: "file"), completion: .file())
    var keyFile: String?

    func validate() throws {
        if keyStdin, keyFile != nil { throw ValidationError("Give --key-stdin or --key-file, not both.") }
    }

    /// The key, asked for without echo if no option says where it is.
    func read() throws -> SecretBytes {
        if let keyFile { return try SecretInput.file(keyFile, "key") }
        if keyStdin { return try SecretInput.line("key") }
        return try SecretInput.prompt("API key", "the key", alternatives: "--key-stdin or --key-file")
    }
}
