// SPDX-License-Identifier: Apache-2.0
private import CTrust
private import Foundation
private import TrustWeb

/// What is started beside the server, and how far agents can be kept apart here.
enum ProgramCheck {
    static func run(_ configuration: ServerConfiguration) -> [CheckResult] {
        [
            program("launcher", configuration.launcherProgram, isStatic: true),
            program("agent program", configuration.agentProgram, isStatic: false),
            isolation(),
            assets(),
        ]
    }

    private static func program(_ subject: String, _ path: String, isStatic: Bool) -> CheckResult {
        guard FileManager.default.isExecutableFile(atPath: path) else {
            return .failed(
                subject, "\(path) is missing, or can't be executed",
                fix: "Put the programs beside ag2trust, or set AG2TRUST_PROGRAMS_DIR.")
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o022 == 0 else {
            return .failed(subject, "\(path) can be changed by others", fix: "chmod go-w \(path)")
        }
        if isStatic, hasInterpreter(path) {
            return .failed(
                subject, "\(path) is not linked statically: what it loads could read keys", fix: "Install it anew.")
        }
        return .ok(subject, path)
    }

    /// Whether an ELF file asks for a dynamic linker (a program header of type 3).
    private static func hasInterpreter(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path), let head = try? file.read(upToCount: 4096),
            head.count >= 64, head.prefix(5).elementsEqual([0x7f, 0x45, 0x4c, 0x46, 2])
        else { return true }
        func number(_ offset: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(head[head.startIndex + offset + $1]) << (8 * $1) }
        }
        let (start, size, count) = (number(32, 8), number(54, 2), number(56, 2))
        return (0..<count).contains { index in
            let offset = start + index * size
            return offset + 4 <= head.count && number(offset, 4) == 3
        }
    }

    /// What this machine has that can keep agents of the process runtime apart from it.
    private static func isolation() -> CheckResult {
        let landlock = Int(trust_landlock_version())
        func setting(_ path: String) -> Int? {
            (try? String(contentsOfFile: path, encoding: .utf8))
                .flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        }
        let namespaces =
            setting("/proc/sys/user/max_user_namespaces") ?? 0 > 0
            && setting("/proc/sys/kernel/unprivileged_userns_clone") != 0
            && setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") != 1
        let isRoot = geteuid() == 0
        let found =
            "Landlock \(landlock > 0 ? "version \(landlock)" : "missing"), "
            + "user namespaces \(namespaces || isRoot ? "allowed" : "refused"), "
            + "own users for agents \(isRoot ? "possible" : "impossible without root")"
        guard landlock > 0 || namespaces || isRoot else {
            return .warning(
                "isolation", found, fix: "Run only agents that you trust here, or allow one of these on this machine.")
        }
        return .ok("isolation", found)
    }

    private static func assets() -> CheckResult {
        do {
            let missing = try DashboardAssets.missing()
            guard missing.isEmpty else {
                return .warning(
                    "dashboard", "without \(missing.joined(separator: ", "))",
                    fix: "Run Scripts/setup and build again, or install the release.")
            }
            return .ok("dashboard", "whole")
        } catch {
            return .failed("dashboard", "its templates or files are missing", fix: "Install the release anew.")
        }
    }
}
