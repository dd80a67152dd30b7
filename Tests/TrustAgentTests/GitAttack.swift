// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A repository that makes plain git run a command, or show what lies outside.
struct GitAttack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let plant: @Sendable (GitFixture) throws -> Void
    /// What plain git is asked, to see that the attack is one.
    let control: @Sendable (GitFixture) throws -> String

    private init(
        _ name: String, plant: @escaping @Sendable (GitFixture) throws -> Void,
        control: @escaping @Sendable (GitFixture) throws -> String
    ) {
        testDescription = name
        self.plant = plant
        self.control = control
    }

    /// A status alone reads a file anew only where its time of change leaves a doubt; a diff reads it always.
    private static let status: @Sendable (GitFixture) throws -> String = { try $0.git("status") + $0.git("diff") }
    private static let diff: @Sendable (GitFixture) throws -> String = { try $0.git("diff") }
    private static let log: @Sendable (GitFixture) throws -> String = { try $0.git("log") }

    static let all: [GitAttack] = commands + included + elsewhere + fetches

    /// Settings that name a command.
    private static let commands = [
        GitAttack(
            "clean filter",
            plant: { git in
                try git.outer.write("work/.gitattributes", "* filter=evil\n")
                try git.config("filter.evil.clean", "\(git.evil); cat")
            }, control: status),
        GitAttack(
            "clean filter by info/attributes",
            plant: { git in
                try git.outer.write("work/.git/info/attributes", "* filter=evil\n")
                try git.config("filter.evil.clean", "\(git.evil); cat")
            }, control: status),
        GitAttack(
            "process filter",
            plant: { git in
                try git.outer.write("work/.gitattributes", "* filter=evil\n")
                try git.config("filter.evil.process", git.evil)
            }, control: status),
        GitAttack(
            "smudge filter",
            plant: { git in
                try git.outer.write("work/.gitattributes", "* filter=evil\n")
                try git.config("filter.evil.smudge", "\(git.evil); cat")
            }, control: { git in try git.git("checkout", "--", "a.txt") }),
        GitAttack("diff.external", plant: { try $0.config("diff.external", try $0.script()) }, control: diff),
        GitAttack(
            "diff driver",
            plant: { git in
                try git.outer.write("work/.gitattributes", "* diff=evil\n")
                try git.config("diff.evil.command", try git.script())
            }, control: diff),
        GitAttack(
            "textconv",
            plant: { git in
                try git.outer.write("work/.gitattributes", "* diff=evil\n")
                try git.config("diff.evil.textconv", try git.script("evil.sh", "cat \"$1\""))
            }, control: diff),
        GitAttack("fsmonitor", plant: { try $0.config("core.fsmonitor", try $0.script()) }, control: status),
        GitAttack(
            "hook",
            plant: { git in
                _ = try git.script("work/.git/hooks/post-index-change")
                // So that the index is written by a mere status.
                try git.shell("git checkout -q -- a.txt && touch -d '1 hour ago' a.txt")
                try? FileManager.default.removeItem(atPath: git.mark)
            }, control: status),
        GitAttack(
            "core.hooksPath",
            plant: { git in
                try git.config("core.hooksPath", git.outer.path + "/hooks")
                _ = try git.script("hooks/post-index-change")
                try git.shell("touch -d '1 hour ago' src/b.txt")
            }, control: status),
        GitAttack(
            "pager", plant: { try $0.config("core.pager", try $0.script()) },
            control: { git in
                try git.shell("script -qec 'git log' /dev/null")
            }),
        GitAttack(
            "editor", plant: { try $0.config("core.editor", try $0.script()) },
            control: { git in
                try git.git("commit", "--amend", "--allow-empty")
            }),
        GitAttack("alias", plant: { try $0.config("alias.st", "!\($0.evil)") }, control: { try $0.git("st") }),
        GitAttack(
            "gpg",
            plant: { git in
                try git.config("log.showSignature", "true")
                try git.config("gpg.program", try git.script())
                try git.shell(
                    """
                    { git cat-file commit HEAD | sed '/^$/,$d'; printf 'gpgsig -----BEGIN PGP SIGNATURE-----\\n x\\n \
                    -----END PGP SIGNATURE-----\\n\\nsigned\\n'; } > ../commit &&
                    git update-ref HEAD $(git hash-object -t commit -w ../commit)
                    """)
            }, control: log),
        GitAttack(
            "submodule",
            plant: { git in
                try git.outer.write("work/sub/x.txt", "x")
                try git.git("init", "-q", in: git.work + "/sub")
                try git.commit("sub", in: git.work + "/sub")
                try git.commit("with a submodule")
                try git.git("config", "core.fsmonitor", try git.script(), in: git.work + "/sub")
                try git.outer.write("work/a.txt", "four\n")
            }, control: status),
    ]

    /// Settings in other files than `.git/config`.
    private static let included = [
        GitAttack(
            "include.path",
            plant: { git in
                try git.outer.write("included", "[core]\n\tfsmonitor = \(try git.script())\n")
                try git.config("include.path", "../../included")
            }, control: status),
        GitAttack(
            "includeIf",
            plant: { git in
                try git.outer.write("included", "[core]\n\tfsmonitor = \(try git.script())\n")
                try git.config("includeIf.onbranch:main.path", "../../included")
            }, control: status),
        GitAttack(
            "config.worktree",
            plant: { git in
                try git.config("core.repositoryFormatVersion", "1")
                try git.config("extensions.worktreeConfig", "true")
                try git.outer.write("work/.git/config.worktree", "[core]\n\tfsmonitor = \(try git.script())\n")
            }, control: status),
        GitAttack(
            ".gitconfig in the working folder, which is home",
            plant: { git in
                try git.outer.write("work/.gitconfig", "[core]\n\tfsmonitor = \(try git.script())\n")
            }, control: { git in try git.git("status", home: git.work) }),
        GitAttack(
            ".config/git/config",
            plant: { git in
                try git.outer.write("work/.config/git/config", "[core]\n\tfsmonitor = \(try git.script())\n")
            }, control: { git in try git.git("status", home: git.work) }),
    ]

    /// Pointers out of the working folder.
    private static let elsewhere = [
        GitAttack(
            "core.worktree",
            plant: { git in
                try git.outer.write("elsewhere/a.txt", "SECRET\n")
                try git.config("core.worktree", git.outer.path + "/elsewhere")
            }, control: diff),
        GitAttack(
            "gitdir file",
            plant: { git in
                let other = try git.other()
                try git.shell("rm -rf .git && echo 'gitdir: \(other)/.git' > .git")
            }, control: log),
        GitAttack(
            "link for .git",
            plant: { git in
                let other = try git.other()
                try git.shell("rm -rf .git && ln -s \(other)/.git .git")
            }, control: log),
        GitAttack(
            "commondir",
            plant: { git in
                let other = try git.other()
                try git.shell("echo '\(other)/.git' > .git/commondir")
            }, control: log),
        GitAttack(
            "alternates",
            plant: { git in
                let other = try git.other()
                try git.shell(
                    """
                    echo '\(other)/.git/objects' > .git/objects/info/alternates &&
                    git -C \(other) rev-parse HEAD > .git/refs/heads/main
                    """)
            }, control: log),
        GitAttack(
            "link for objects",
            plant: { git in
                let other = try git.other()
                try git.shell(
                    """
                    rm -rf .git/objects && ln -s \(other)/.git/objects .git/objects &&
                    git -C \(other) rev-parse HEAD > .git/refs/heads/main
                    """)
            }, control: log),
        GitAttack(
            "link for one folder of objects",
            plant: { git in
                let other = try git.other()
                try git.shell(
                    """
                    cp -r \(other)/.git/objects/. .git/objects && h=$(git -C \(other) rev-parse HEAD) &&
                    d=$(echo $h | cut -c1-2) && rm -rf .git/objects/$d &&
                    ln -s \(other)/.git/objects/$d .git/objects/$d && echo $h > .git/refs/heads/main
                    """)
            }, control: log),
        GitAttack(
            "link for refs",
            plant: { git in
                let other = try git.other()
                try git.shell(
                    "cp -r \(other)/.git/objects/. .git/objects && rm -rf .git/refs && ln -s \(other)/.git/refs .git/refs"
                )
            }, control: log),
        GitAttack(
            "name in the index",
            plant: { git in
                // As long as the name that takes its place.
                try git.outer.write("work/XX/secret.txt", "x\n")
                try git.shell(
                    """
                    git rm -rq --cached . && git add XX/secret.txt && rm -rf XX && cd .git &&
                    LC_ALL=C sed -i 's|XX/secret.txt|../secret.txt|' index && head -c -20 index > body &&
                    cp body index && sha1sum body | cut -c1-40 | xxd -r -p >> index
                    """)
            }, control: diff),
    ]

    /// Objects that are missing, and are fetched by a command.
    private static let fetches = [
        GitAttack(
            "core.sshCommand",
            plant: { git in
                try missingObject(git)
                try git.config("remote.origin.url", "ssh://example.invalid/x")
                try git.config("core.sshCommand", try git.script())
            }, control: { try $0.git("diff", "HEAD~1", "HEAD") }),
        GitAttack(
            "uploadpack",
            plant: { git in
                try missingObject(git)
                try git.config("remote.origin.url", try git.other())
                try git.config("remote.origin.uploadpack", try git.script())
            }, control: { try $0.git("diff", "HEAD~1", "HEAD") }),
        GitAttack(
            "ext transport",
            plant: { git in
                try missingObject(git)
                try git.config("remote.origin.url", "ext::\(try git.script())")
                try git.config("protocol.ext.allow", "always")
            }, control: { try $0.git("diff", "HEAD~1", "HEAD") }),
    ]

    private static func missingObject(_ git: GitFixture) throws {
        try git.shell("h=$(git rev-parse HEAD~1:a.txt); rm -f .git/objects/$(echo $h | sed 's|..|&/|')")
        try git.config("core.repositoryFormatVersion", "1")
        try git.config("extensions.partialClone", "origin")
        try git.config("remote.origin.promisor", "true")
    }
}
