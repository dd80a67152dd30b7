// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// Tries everything that is asked of a key service, on a data key that is thrown away.
package struct KeyServiceTrial: Sendable {
    /// What is tried, in this order.
    package enum Step: String, Sendable, CaseIterable {
        /// What the service says of its master key.
        case describe
        /// A fresh data key.
        case generate
        /// The same, opened again.
        case unwrap
        /// Opened under another context: must be refused.
        case otherContext
        /// A data key of another service's, wrapped.
        case wrap
        /// Wrapped anew, without being handed out.
        case rewrap
    }

    /// What came of a step.
    package enum Outcome: Sendable {
        case passed
        case failed(VaultError)
        /// A step before it failed, or the service can't do it by itself.
        case notTried
    }

    package let step: Step
    package let outcome: Outcome

    /// Runs every step; `installation` stands in the context, as in that of every record.
    /// - Returns: a result for each step.
    package static func run(_ service: any KeyService, installation: ID<Installation>) async -> [KeyServiceTrial] {
        let context = EncryptionContext(of: .trial, installation: installation)
        var results: [KeyServiceTrial] = []
        func note(_ step: Step, _ outcome: Outcome) { results.append(KeyServiceTrial(step: step, outcome: outcome)) }

        note(
            .describe,
            await outcome {
                guard try await service.describe().isUsable else {
                    throw VaultError(.keyServiceKeyUnusable, cause: "disabled, to be deleted, or not for encryption")
                }
            })
        guard let dataKey = await generated(service, context, note) else {
            for step in Step.allCases.dropFirst(2) { note(step, .notTried) }
            return results
        }
        note(
            .unwrap,
            await outcome {
                let opened = try await service.unwrap(dataKey.wrapping, for: context)
                let isSame = unsafe opened.withBytes { opened in
                    unsafe dataKey.plaintext.withBytes { unsafe KeyDerivation.areEqual($0, opened) }
                }
                guard isSame else { throw VaultError(.keyServiceMisbehaved, cause: "another data key came back") }
            })
        note(
            .otherContext,
            await outcome {
                let other = EncryptionContext(of: .trial, installation: .make())
                do {
                    _ = try await service.unwrap(dataKey.wrapping, for: other)
                } catch let error as VaultError where error.code == .keyServiceRefused {
                    return
                }
                throw VaultError(.keyServiceMisbehaved, cause: "a data key opened under another context")
            })
        note(.wrap, await outcome { _ = try await service.wrap(dataKey.plaintext, for: context) })
        guard service.capabilities.contains(.nativeRewrap) else {
            note(.rewrap, .notTried)
            return results
        }
        note(.rewrap, await outcome { _ = try await service.rewrap(dataKey.wrapping, for: context) })
        return results
    }

    private static func generated(
        _ service: any KeyService, _ context: EncryptionContext, _ note: (Step, Outcome) -> Void
    ) async -> DataKey? {
        do {
            let dataKey = try await service.generateDataKey(for: context)
            note(.generate, .passed)
            return dataKey
        } catch {
            note(.generate, .failed(vaultError(error)))
            return nil
        }
    }

    private static func outcome(_ work: () async throws -> Void) async -> Outcome {
        do {
            try await work()
            return .passed
        } catch {
            return .failed(vaultError(error))
        }
    }

    private static func vaultError(_ error: any Error) -> VaultError {
        error as? VaultError ?? VaultError(.keyServiceUnreachable, cause: "cancelled")
    }
}
