// SPDX-License-Identifier: Apache-2.0
private import Foundation

/// What the machine allows this process.
enum HostCheck {
    /// Where distributions put the certificates of certificate authorities; as the TLS library looks for them.
    private static let certificates = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
    ]

    static func run() -> [CheckResult] { [trust()] + limits() }

    /// Without certificates no provider can be called, and no server starts.
    private static func trust() -> CheckResult {
        guard let found = certificates.first(where: { access($0, R_OK) == 0 }) else {
            return .failed(
                "certificates", "there are none of certificate authorities in \(certificates[0])",
                fix: "Install the package ca-certificates.")
        }
        return .ok("certificates", found)
    }

    private static func limits() -> [CheckResult] {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return [] }
        let words = "\(limit.rlim_cur) may be open at once"
        let fix = "ulimit -n 65536, or LimitNOFILE=65536 in the systemd unit."
        if limit.rlim_cur < 512 { return [.failed("open files", words, fix: fix)] }
        if limit.rlim_cur < 4096 { return [.warning("open files", words, fix: fix)] }
        return [.ok("open files", words)]
    }
}
