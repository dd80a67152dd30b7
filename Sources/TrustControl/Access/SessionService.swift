// SPDX-License-Identifier: Apache-2.0
package import TrustCore
package import TrustVault

/// Who is signed in, with what a page shows of them.
package struct SessionView: Sendable, Hashable {
    package var user: User
    package var organization: Organization
    package var role: Role
    package var session: Session
}

/// A new sign-in with its token, which is shown once.
package struct NewSession: ~Copyable, Sendable {
    package let view: SessionView
    package let token: SecretBytes
}

/// Signs people in and out.
package struct SessionService: Sendable {
    /// How long a sign-in lasts, used or not.
    package static let lifetime: Int64 = 12 * 3600
    /// Failed sign-ins of an account, or from an address, until the next are refused.
    static let failureLimit = 10
    static let failureWindow: Int64 = 15 * 60

    private let identity: any IdentityStore
    private let passwords: PasswordHasher
    private let audit: AuditTrail
    private let clock: WallClock

    package init(identity: any IdentityStore, passwords: PasswordHasher, audit: AuditTrail, clock: WallClock) {
        self.identity = identity
        self.passwords = passwords
        self.audit = audit
        self.clock = clock
    }

    /// Checks a password, and opens a session under a new token.
    ///
    /// Failures are counted by account and by the network address that they came from.
    /// - Throws: `INVALID_CREDENTIALS`, whichever of both is wrong; `RATE_LIMIT_EXCEEDED` after ten failures in a
    ///   quarter of an hour.
    package func signIn(
        email: String, password: consuming SecretBytes, address: String
    ) async throws -> NewSession {
        let email = EmailAddress.normalize(email)
        let isPossible = email.utf8.count <= 254
        let subjects = ["email:\(isPossible ? email : "too long")", "address:\(address)"]
        try await refuseAfterFailures(subjects)

        let found = isPossible ? try await identity.user(email: email) : nil
        // Counted before the work, so that many tries at once don't all find room; a success takes it back.
        try await identity.recordFailedSignIn(subject: subjects[0], at: clock.now())
        // An unknown user costs the same work, so that time does not tell who exists.
        let isRight = try await passwords.verify(password, against: found?.passwordHash)
        guard isRight, let found else {
            try await identity.recordFailedSignIn(subject: subjects[1], at: clock.now())
            try await note("session.refuse", found, .refused, address: address)
            throw ControlError(.invalidCredentials, "E-mail address or password is wrong.")
        }
        guard let organization = try await identity.organization(found.membership.organization) else {
            throw ControlError(.invalidCredentials, "E-mail address or password is wrong.")
        }
        try await identity.clearFailedSignIns(subject: subjects[0])
        let token = TokenMint.make(.session)
        let moment = clock.now()
        let session = Session(
            id: .make(at: moment), user: found.user.id, organization: organization.id,
            tokenHash: TokenMint.digest(of: token), csrfToken: TokenMint.csrfToken(), createdAt: moment,
            expiresAt: moment.adding(seconds: Self.lifetime))
        try await identity.insertSession(session)
        try await note("session.create", found, .succeeded, address: address)
        let view = SessionView(
            user: found.user, organization: organization, role: found.membership.role, session: session)
        return NewSession(view: view, token: token)
    }

    /// Ends a session.
    package func signOut(_ signedIn: SignedIn) async throws {
        try await identity.deleteSession(signedIn.session.id)
        let operation = try await audit.begin(
            "session.delete", on: "session:\(signedIn.session.id)", by: signedIn.caller)
        try await audit.end(operation, .succeeded)
    }

    /// Who is signed in.
    /// - Throws: `UNAUTHENTICATED` where user or organization are gone.
    package func show(_ signedIn: SignedIn) async throws -> SessionView {
        guard let user = try await identity.user(signedIn.session.user),
            let organization = try await identity.organization(signedIn.session.organization)
        else { throw ControlError(.unauthenticated, "Sign in first.") }
        return SessionView(
            user: user, organization: organization, role: signedIn.caller.role, session: signedIn.session)
    }

    private func refuseAfterFailures(_ subjects: [String]) async throws {
        let moment = clock.now()
        let since = moment.adding(seconds: -Self.failureWindow)
        for subject in subjects
        where try await identity.failedSignIns(subject: subject, since: since) >= Self.failureLimit {
            let decision = LimitDecision(
                allowed: false, limit: Int64(Self.failureLimit), remaining: 0,
                resetsAt: moment.adding(seconds: Self.failureWindow))
            throw ControlError(
                .rateLimitExceeded, "Too many failed sign-ins. Try again later.",
                details: ControlError.limited(decision, at: moment).details)
        }
    }

    private func note(
        _ action: String, _ found: (user: User, passwordHash: String, membership: Membership)?,
        _ outcome: AuditEntry.Outcome, address: String
    ) async throws {
        let moment = clock.now()
        try await audit.append(
            AuditEntry(
                operation: .make(at: moment), organization: found?.membership.organization,
                actor: found.map { .user($0.user.id) } ?? .system("sign-in"), action: action,
                subject: found.map { "user:\($0.user.id)" } ?? "user:unknown", outcome: outcome,
                details: ["address": address], time: moment))
    }
}
