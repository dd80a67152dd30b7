// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import NIOCore
import TrustControl
import TrustCore

/// The one place where it is decided whether a handler may run.
struct AccessGate: Sendable {
    static let bodyLimit = 1 << 20
    /// For the whole body: whoever sends a byte now and then holds nothing open.
    static let bodyDeadline: Duration = .seconds(30)

    let access: AccessService
    let setup: SetupService
    let cookie: SessionCookie

    /// - Returns: the request and a context that knows the caller.
    /// - Throws: `SETUP_REQUIRED`, `UNAUTHENTICATED`, `INVALID_API_KEY`, `FORBIDDEN`, `INVALID_REQUEST`.
    func admit(
        _ request: Request, _ context: ControlContext, _ requirement: AccessRequirement
    ) async throws -> (Request, ControlContext) {
        var context = context
        context.usesTLS = cookie.usesTLS
        let isPage = request.isPage

        if requirement != .open, try await setup.isRequired() {
            throw ControlError(.setupRequired, "This installation has no owner yet. Set it up first.")
        }
        switch requirement {
        case .open, .openAfterSetup:
            // Static files and health take a cookie along that nobody asked for: it is not looked at.
            if request.changesState { try requireOwnOrigin(request, context, isRequired: false) }
        case .signedIn, .permission:
            guard let credential = try Credential.find(in: request, cookie: cookie) else {
                throw missing(request)
            }
            let carrier = credential.carrier
            try await identify(credential, request, &context)
            if isPage || requirement == .signedIn { _ = try context.session }
            if case .permission(let permission) = requirement { try context.caller.require(permission) }
            if request.changesState, carrier == .cookie { try requireOwnOrigin(request, context, isRequired: true) }
            if request.changesState {
                try await collectBody(request, &context)
                if carrier == .cookie { try requireCSRFToken(request, context) }
            }
            return (request, context)
        }
        if request.changesState { try await collectBody(request, &context) }
        return (request, context)
    }

    private func identify(
        _ credential: borrowing Credential, _ request: Request, _ context: inout ControlContext
    ) async throws {
        if credential.isAPIKey {
            guard let caller = try await access.caller(apiKey: credential.token) else {
                throw ControlError(.invalidAPIKey, "The API key is not valid.")
            }
            context.admitted = caller
        } else if credential.carrier != .apiKeyHeader,
            let signedIn = try await access.caller(sessionToken: credential.token)
        {
            context.admitted = signedIn.caller
            context.signedIn = signedIn
        } else {
            throw credential.carrier == .apiKeyHeader
                ? ControlError(.invalidAPIKey, "The API key is not valid.") : missing(request)
        }
    }

    private func missing(_ request: Request) -> ControlError {
        request.uri.path.hasPrefix("/api/v1/")
            ? ControlError(.invalidAPIKey, "An API key is required in X-API-Key.")
            : ControlError(.unauthenticated, "Sign in first.")
    }

    /// A browser names the site that a change comes from; another one's is refused.
    private func requireOwnOrigin(_ request: Request, _ context: ControlContext, isRequired: Bool) throws {
        let origins = request.headers[values: .origin]
        if origins.isEmpty, !isRequired { return }
        let own = request.origin(in: context)
        guard origins.count == 1, origins[0].lowercased() == own else {
            throw ControlError(.forbidden, "The request comes from another site.")
        }
    }

    private func requireCSRFToken(_ request: Request, _ context: ControlContext) throws {
        let expected = try context.session.session.csrfToken
        let isRight: Bool
        if let header = request.headers[.csrfToken] {
            isRight = Self.areEqual(Array(header.utf8), Array(expected.utf8))
        } else {
            isRight = request.isForm && context.body.withBytes { FormToken.matches(expected, in: $0) }
        }
        guard isRight else { throw ControlError(.forbidden, "The form is out of date. Load the page again.") }
    }

    private func collectBody(_ request: Request, _ context: inout ControlContext) async throws {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > Self.bodyLimit {
            throw Refusal.tooLarge
        }
        let body = request.body
        context.body = try await withThrowingTaskGroup(of: BodyBuffer?.self) { group in
            group.addTask {
                do {
                    return BodyBuffer(try await body.collect(upTo: Self.bodyLimit))
                } catch is NIOTooManyBytesError {
                    throw Refusal.tooLarge
                }
            }
            group.addTask {
                try await Task.sleep(for: Self.bodyDeadline)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let buffer = first else {
                throw Refusal(.requestTimeout, .invalidRequest, "The body did not arrive in time.")
            }
            return buffer
        }
    }

    /// In a time that depends on the lengths only.
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension Request {
    /// Whether people see it: everything but the API and the health checks.
    var isPage: Bool {
        let path = uri.path
        return path != "/api" && !path.hasPrefix("/api/") && !["/healthz", "/readyz", "/openapi.json"].contains(path)
    }

    var changesState: Bool { method != .get && method != .head && method != .options }

    var isForm: Bool { mediaType == "application/x-www-form-urlencoded" }

    /// The content type without its parameters, in lower case.
    var mediaType: String {
        let value = headers[.contentType] ?? ""
        return value.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    }
}
