// SPDX-License-Identifier: Apache-2.0
import CTrust
import Dispatch
import Foundation

/// The machine's git, run so that it can't run anything itself.
struct GitProgram {
    /// What a run printed.
    struct Output: Sendable {
        var bytes: [UInt8]
        /// It printed more than was asked for, and was ended.
        var isCut: Bool
        /// The kernel held it to reading.
        var isConfined: Bool
    }

    /// Where git is looked for; never where the environment says.
    static let places = ["/usr/bin/git", "/usr/local/bin/git", "/bin/git"]
    /// The longest a run may take.
    static let timeLimit = 15
    /// Of the process, in bytes.
    static let memoryLimit: UInt64 = 2 << 30

    private let program: String
    private let folder: WorkFolder
    private let confines: Bool

    /// - Parameters:
    ///   - folder: what it may read, beside the system.
    ///   - confines: whether the kernel is to hold it to that.
    /// - Throws: `ToolFailure` where the machine has no git.
    init(folder: WorkFolder, confines: Bool) throws(ToolFailure) {
        guard let program = Self.places.first(where: { access($0, X_OK) == 0 }) else {
            throw ToolFailure("git is not installed here: there is no \(Self.places.joined(separator: ", "))")
        }
        self.program = program
        self.folder = folder
        self.confines = confines
    }

    /// Runs one command of git and waits for it.
    /// - Parameters:
    ///   - arguments: the command and what follows it.
    ///   - repository: what it looks into.
    ///   - limit: the most bytes of output that are taken.
    /// - Returns: what it printed.
    /// - Throws: `ToolFailure` with what git said, or that it took too long.
    func run(_ arguments: [String], in repository: GitRepository, limit: Int) async throws(ToolFailure) -> Output {
        let call = GitCall(
            program: program, arguments: [program] + Self.options + arguments,
            environment: Self.environment(of: repository, home: folder.path),
            directory: repository.rootDescriptor, readable: Self.readable + [folder.path],
            executable: [program] + Self.interpreters, limit: limit, confines: confines)
        // Waiting blocks a thread, which must not be one of those that everything else runs on.
        let result: Result<Output, ToolFailure> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: call.perform()) }
        }
        return try result.get()
    }

    /// Beside the configuration that each repository gets, so that both would have to fail.
    private static let options: [String] =
        [
            "--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs",
        ]
        + [
            "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.attributesFile=/dev/null",
            "core.excludesFile=/dev/null", "core.untrackedCache=false", "core.pager=cat", "core.sshCommand=/bin/false",
            "core.askPass=/bin/false", "core.editor=/bin/false", "credential.helper=", "protocol.allow=never",
            "gpg.program=/bin/false", "log.showSignature=false", "submodule.recurse=false",
            "diff.ignoreSubmodules=all", "status.submoduleSummary=false", "gc.auto=0", "maintenance.auto=false",
        ].flatMap { ["-c", $0] }

    private static func environment(of repository: GitRepository, home: String) -> [String] {
        [
            // Strays are found by their home.
            "HOME=\(home)", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC", "XDG_CONFIG_HOME=/dev/null",
            "GIT_DIR=\(repository.ownFolder)", "GIT_WORK_TREE=\(repository.root)",
            "GIT_OBJECT_DIRECTORY=\(repository.objects)", "GIT_INDEX_FILE=\(repository.index)",
            "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_CONFIG_GLOBAL=/dev/null",
            "GIT_ATTR_NOSYSTEM=1",
            "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_NO_REPLACE_OBJECTS=1",
            "GIT_ALLOW_PROTOCOL=none", "GIT_PAGER=cat", "GIT_EDITOR=/bin/false", "GIT_ASKPASS=/bin/false",
            "GIT_SSH_COMMAND=/bin/false",
        ]
    }

    private static let readable = [
        "/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/ld.so.preload",
    ]
    /// What loads a program's libraries is run by the kernel, on the program's behalf.
    private static let interpreters = [
        "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1",
        "/lib/ld-musl-aarch64.so.1",
    ]
}
