// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// The tools that look into a git repository, in words for the model. They change nothing.
struct GitTools {
    /// The most of git's output that is handed on, in bytes.
    static let outputLimit = 64 << 10
    /// The most bytes of names that a repository's index may have.
    private static let nameLimit = 16 << 20

    let folder: WorkFolder
    /// Off only to see that what is made of the repository holds by itself.
    var confines = true

    /// - Throws: `ToolFailure` where there is no repository, it is not taken, or git refuses.
    func use(_ tool: AgentTool, _ arguments: ToolArguments) async throws(ToolFailure) -> String {
        let command = try Self.command(tool, arguments)
        let git = try GitProgram(folder: folder, confines: confines)
        return try await GitRepository.with(arguments.text("repository") ?? ".", in: folder) {
            repository throws(ToolFailure) in
            try await checkNames(git, repository)
            let output = try await git.run(command, in: repository, limit: Self.outputLimit)
            return Self.text(output, nothing: Self.nothing(tool))
        }
    }

    /// git takes the names in its index for granted, and would read files elsewhere by names such as `../secret`.
    private func checkNames(_ git: GitProgram, _ repository: GitRepository) async throws(ToolFailure) {
        let names = try await git.run(["ls-files", "-z", "--cached"], in: repository, limit: Self.nameLimit)
        guard !names.isCut else { throw ToolFailure("the repository is not taken: it has too many files") }
        for name in names.bytes.split(separator: 0) {
            let parts = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            let isPlain = parts.allSatisfy { part in
                !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
                    && String(decoding: part, as: UTF8.self).lowercased() != ".git"
            }
            guard isPlain else { throw ToolFailure("the repository is not taken: its index names files elsewhere") }
        }
    }

    private static func command(_ tool: AgentTool, _ arguments: ToolArguments) throws(ToolFailure) -> [String] {
        let path = try path(arguments)
        switch tool {
        case .gitDiff:
            let revisions = try revisions(arguments, ["from", "to"])
            if arguments.flag("staged"), revisions.count == 2 {
                throw ToolFailure("\"staged\" compares with one commit: leave out \"to\"")
            }
            if arguments.text("to") != nil, arguments.text("from") == nil {
                throw ToolFailure("\"to\" needs \"from\"")
            }
            return [
                "diff", "--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=all", "--stat", "--patch",
            ] + (arguments.flag("staged") ? ["--cached"] : []) + revisions + path
        case .gitLog:
            let revision = try revisions(arguments, ["revision"])
            return [
                "log", "--no-color", "--no-ext-diff", "--no-textconv", "--no-mailmap", "--no-show-signature",
                "--decorate=short", "--date=iso-strict",
                "--format=commit %H%d%nAuthor: %an <%ae>%nDate: %ad%n%n%w(0,4,4)%B%w()",
                "--max-count=\(arguments.number("count") ?? 20)",
            ] + (revision.isEmpty ? ["HEAD"] : revision) + path
        default:
            return ["status", "--short", "--branch", "--untracked-files=normal", "--ignore-submodules=all"] + path
        }
    }

    private static func revisions(_ arguments: ToolArguments, _ names: [String]) throws(ToolFailure) -> [String] {
        var revisions: [String] = []
        for name in names {
            guard let text = arguments.text(name) else { continue }
            guard GitRevision.isValid(text) else {
                throw ToolFailure("\"\(name)\" must be a branch, a tag, a hash or HEAD, as in main or HEAD~2")
            }
            revisions.append(text)
        }
        return revisions
    }

    private static func path(_ arguments: ToolArguments) throws(ToolFailure) -> [String] {
        guard let path = arguments.text("path") else { return ["--"] }
        do throws(WorkFolder.Refusal) {
            let parts = try WorkFolder.parts(of: path)
            return ["--"] + (parts.isEmpty ? [] : [parts.joined(separator: "/")])
        } catch {
            throw ToolFailure(error.message)
        }
    }

    private static func nothing(_ tool: AgentTool) -> String {
        switch tool {
        case .gitDiff: "(no differences)"
        case .gitLog: "(no commits)"
        default: "(nothing)"
        }
    }

    private static func text(_ output: GitProgram.Output, nothing: String) -> String {
        let text = String(decoding: output.bytes, as: UTF8.self)
            .replacing(/[\u{0}-\u{8}\u{b}-\u{1f}\u{7f}]/, with: "?")
        if text.isEmpty { return nothing }
        return output.isCut ? text + "\n(cut off after \(Self.outputLimit) bytes; ask for less)" : text
    }
}
