// SPDX-License-Identifier: Apache-2.0
import CTrust
import Foundation

/// One run of git, from its start to its end.
struct GitCall: Sendable {
    var program: String
    var arguments: [String]
    var environment: [String]
    var directory: Int32
    var readable: [String]
    var executable: [String]
    var limit: Int
    /// Whether the kernel is asked to hold the program to that; it does where it has Landlock.
    var confines = true

    /// Starts the program, takes what it prints, and ends it when it takes too long or prints too much. Blocks.
    func perform() -> Result<GitProgram.Output, ToolFailure> {
        var (output, error) = ([Int32](repeating: -1, count: 2), [Int32](repeating: -1, count: 2))
        defer { for end in output + error where end >= 0 { close(end) } }
        guard pipe(&output) == 0, pipe(&error) == 0 else { return .failure(Self.notStarted) }
        var pid = pid_t(0)
        var isConfined = Int32(0)
        let code = CStrings(arguments).with { arguments in
            CStrings(environment).with { environment in
                CStrings(readable).withConstants { readable in
                    CStrings(executable).withConstants { executable in
                        trust_spawn_confined(
                            program, arguments, environment, directory, confines ? readable : nil,
                            confines ? executable : nil, GitProgram.memoryLimit, output[1], error[1], &pid, &isConfined)
                    }
                }
            }
        }
        guard code == 0 else { return .failure(Self.notStarted) }
        // Only the program may hold the writing ends, or they would never end.
        close(output[1])
        close(error[1])
        (output[1], error[1]) = (-1, -1)
        var printed = PipeReader(output[0], limit: limit)
        var said = PipeReader(error[0], limit: 4096)
        let isInTime = PipeReader.drain(&printed, &said, seconds: GitProgram.timeLimit)
        if !isInTime || printed.isCut { kill(-pid, SIGKILL) }
        var status = Int32(0)
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        // Whatever it may have left behind.
        kill(-pid, SIGKILL)
        if !isInTime { return .failure(ToolFailure("git took longer than \(GitProgram.timeLimit) s and was ended")) }
        let result = GitProgram.Output(bytes: printed.bytes, isCut: printed.isCut, isConfined: isConfined != 0)
        if printed.isCut || status == 0 { return .success(result) }
        return .failure(failure(said.bytes))
    }

    private static let notStarted = ToolFailure("git could not be started")

    /// The first line of what git said, without anything that is not text.
    private func failure(_ bytes: [UInt8]) -> ToolFailure {
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline)
        let line = lines.first { !$0.hasPrefix("warning:") } ?? "it failed without a word"
        var shown = line.trimmingPrefix(/(?:fatal|error):[ ]/)
        for name in ["GIT_DIR=", "GIT_OBJECT_DIRECTORY=", "GIT_WORK_TREE="] {
            guard let folder = environment.first(where: { $0.hasPrefix(name) })?.dropFirst(name.count) else { continue }
            shown = shown.replacing(folder, with: name == "GIT_DIR=" ? ".git" : ".")[...]
        }
        let clean = shown.unicodeScalars.filter { $0.properties.generalCategory != .control }.prefix(300)
        return ToolFailure("git: \(String(String.UnicodeScalarView(clean)))")
    }
}
