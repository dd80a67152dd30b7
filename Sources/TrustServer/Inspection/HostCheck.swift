// SPDX-License-Identifier: Apache-2.0
private import Foundation

/// What the machine allows this process.
enum HostCheck {
    static func run() -> [CheckResult] {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return [] }
        let words = "\(limit.rlim_cur) may be open at once"
        let fix = "ulimit -n 65536, or LimitNOFILE=65536 in the systemd unit."
        if limit.rlim_cur < 512 { return [.failed("open files", words, fix: fix)] }
        if limit.rlim_cur < 4096 { return [.warning("open files", words, fix: fix)] }
        return [.ok("open files", words)]
    }
}
