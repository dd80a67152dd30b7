// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// What requests to AWS are signed with.
struct AWSCredentials: Sendable {
    let accessKeyID: String
    let secret: SharedSecret
    /// Sent in a header of each request, where the credentials are temporary.
    let sessionToken: SharedSecret?
    /// In seconds since 1970; `nil` for credentials that do not end.
    let expiresAt: Int64?

    /// - Returns: `nil` where id or secret are empty or could not stand in a header.
    init?(accessKeyID: String?, secret: String?, sessionToken: String? = nil, expiresAt: Int64? = nil) {
        guard let accessKeyID, let secret else { return nil }
        let texts = [accessKeyID, secret, sessionToken].compactMap { $0 }
        guard texts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } }) else { return nil }
        self.accessKeyID = accessKeyID
        self.secret = SharedSecret(SecretBytes(copying: Array(secret.utf8)))
        self.sessionToken = sessionToken.map { SharedSecret(SecretBytes(copying: Array($0.utf8))) }
        self.expiresAt = expiresAt
    }
}

/// One place where credentials may come from.
protocol AWSCredentialSource: Sendable {
    /// What the place is called, in errors.
    var name: String { get }
    /// - Returns: `nil` where the place is not set up here, so that the next is asked.
    /// - Throws: `VaultError` with `keyServiceCredentials` where it is set up and gives nothing.
    func credentials() async throws -> AWSCredentials?
}

extension AWSCredentialSource {
    func failure(_ why: String) -> VaultError { VaultError(.keyServiceCredentials, cause: "\(name): \(why)") }
}
