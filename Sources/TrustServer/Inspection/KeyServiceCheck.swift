// SPDX-License-Identifier: Apache-2.0
import TrustCore
import TrustOutbound
import TrustStore
import TrustVault

/// The key service, tried: a round trip on the real key, and whether it opens what is stored.
package enum KeyServiceCheck {
    /// - Returns: the results, in the order in which they are to be read. Nothing is stored.
    package static func run(_ configuration: ServerConfiguration) async -> [CheckResult] {
        let (_, inspection) = await DatabaseCheck.run(configuration)
        return await run(configuration, inspection)
    }

    static func run(_ configuration: ServerConfiguration, _ inspection: DatabaseInspection?) async -> [CheckResult] {
        let outbound = OutboundClient()
        let results = await run(configuration, inspection, outbound)
        try? await outbound.shutdown()
        return results
    }

    private static func run(
        _ configuration: ServerConfiguration, _ inspection: DatabaseInspection?, _ outbound: OutboundClient
    ) async -> [CheckResult] {
        let services: KeyServices
        do {
            // Nothing is made by a check: an installation without a master key is for the first start to fit out.
            services = try KeyServices.make(configuration, isEmpty: false, outbound: outbound)
        } catch {
            return [.failed("key service", "\(error)", fix: "See docs/aws-kms.md, or `ag2trust config check`.")]
        }
        let installation = inspection?.installation
        var results = await KeyServiceTrial.run(services.current, installation: installation?.id ?? .make())
            .compactMap { result($0, of: services.current) }
        guard let installation, let sealed = installation.fingerprintKey else { return results }
        do {
            try await KeyFingerprinter.prove(services.vault(of: installation.id), on: sealed)
            results.append(.ok("what is stored", "opens"))
        } catch {
            results.append(
                .failed(
                    "what is stored", "does not open: \((error as? VaultError)?.publicMessage ?? "unreadable")",
                    fix: "Name the key that it was sealed with: it says \(sealed.wrapping.keyReference)."))
        }
        return results
    }

    private static func result(_ trial: KeyServiceTrial, of service: any KeyService) -> CheckResult? {
        let subject = "\(service.name): \(words(trial.step))"
        switch trial.outcome {
        case .passed: return .ok(subject, trial.step == .otherContext ? "is refused, as it must be" : "works")
        case .notTried:
            guard service.capabilities.contains(.nativeRewrap) || trial.step != .rewrap else { return nil }
            return .warning(subject, "was not tried", fix: "First mend what is above.")
        case .failed(let error) where error.code == .keyServiceDenied && [.wrap, .rewrap].contains(trial.step):
            return .warning(
                subject, "is not allowed (\(error.cause ?? error.code.rawValue))",
                fix: "Only to move to another key: allow \(service.permission(for: trial.step) ?? "it") then.")
        case .failed(let error):
            return .failed(
                subject, "\(error.publicMessage) (\(error.cause ?? error.code.rawValue))",
                fix: fix(error, service.permission(for: trial.step)))
        }
    }

    private static func words(_ step: KeyServiceTrial.Step) -> String {
        switch step {
        case .describe: "describe the key"
        case .generate: "make a data key"
        case .unwrap: "open it"
        case .otherContext: "open it for another place"
        case .wrap: "wrap a data key of another service"
        case .rewrap: "wrap it anew"
        }
    }

    private static func fix(_ error: VaultError, _ permission: String?) -> String {
        switch error.code {
        case .keyServiceDenied:
            "Allow \(permission ?? "it") on this key to these credentials; docs/aws-kms.md has a policy."
        case .keyServiceCredentials: "Look at AWS_ACCESS_KEY_ID, AWS_PROFILE, or the role of this machine."
        case .keyServiceKeyUnusable: "Enable the key, cancel its deletion, or name a symmetric encryption key."
        case .keyServiceUnreachable, .keyServiceThrottled: "Look at network, region and endpoint; then try again."
        case .keyServiceMisconfigured: "Look at aws.kms.key, aws.kms.region and aws.kms.endpoint."
        default: "Do not use this key service until it is known why."
        }
    }
}
