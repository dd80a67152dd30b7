// SPDX-License-Identifier: Apache-2.0
import TrustAPI
import TrustControl
import TrustCore

/// The key service, and what is wrapped by it.
struct VaultAPI: Sendable {
    let control: Control

    func register(on routes: APIRoutes) {
        routes.get(
            "/api/vault", requires: .permission(.viewProviders),
            APIOperation(
                "Show whether the key service can be used, and by what keys are wrapped",
                answers: .ok(VaultResponse.self))
        ) { _, context in
            try JSONAnswer.make(VaultResponse(try await control.keyService.show(context.caller)))
        }
        routes.post(
            "/api/vault/rewrap", requires: .permission(.manageProviders),
            APIOperation(
                "Wrap some of what is sealed under the current master key",
                detail: "Everything of the installation, a hundred at a time. It may be ended and called again.",
                answers: .ok(RewrapResponse.self), errors: [.keyServiceUnavailable])
        ) { _, context in
            let progress = try await control.keyService.rewrap(context.caller)
            return try JSONAnswer.make(
                RewrapResponse(
                    rewrapped: Int64(progress.rewrapped), failed: Int64(progress.failed), left: progress.left,
                    keyReference: progress.keyReference))
        }
    }
}

extension VaultResponse {
    fileprivate init(_ report: KeyServiceReport) {
        self.init(
            status: report.isHealthy ? .healthy : .degraded, service: report.service, failure: report.failure,
            message: report.message, since: report.since.rfc3339, checkedAt: report.checkedAt.rfc3339,
            wrappings: report.wrappings.map {
                WrappingResponse(service: $0.service, keyReference: $0.keyReference, keys: $0.count)
            })
    }
}
