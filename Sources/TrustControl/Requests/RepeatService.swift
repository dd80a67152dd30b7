// SPDX-License-Identifier: Apache-2.0
package import TrustCore
import TrustVault

/// Requests that carry a key of their caller's, so that sending one again does nothing twice. A key is bound to who
/// sends it, to the path and to the body, of which only a keyed digest is kept.
package struct RepeatService: Sendable {
    private let requests: any RequestStore
    private let fingerprinter: KeyFingerprinter
    private let clock: WallClock
    private let patience: Duration

    /// A request that is still being carried out is waited for as long as `patience` says.
    package init(_ ports: ControlPorts, patience: Duration = .seconds(70)) {
        requests = ports.requests
        fingerprinter = ports.fingerprinter
        clock = ports.clock
        self.patience = patience
    }

    /// What a request is known by: a keyed digest, since the body may hold a secret that can be guessed.
    package func digest(of head: String, body: UnsafeMutableRawBufferPointer) -> KeyFingerprint {
        let head = Array(head.utf8) + [0]
        // The copy may hold a secret: it is zeroed when it goes.
        let content = SecretBytes(capacity: head.count + body.count) { place in
            place.copyBytes(from: head)
            UnsafeMutableRawBufferPointer(rebasing: place[head.count...]).copyBytes(from: body)
            return head.count + body.count
        }
        return fingerprinter.fingerprint(of: content)
    }

    /// Says what is to be done with a request. What is claimed must be ended by one of the calls below.
    /// - Parameters:
    ///   - caller: who sends it.
    ///   - key: the caller's text, 1 to 256 characters.
    ///   - digest: of the request.
    /// - Returns: what is to be done.
    /// - Throws: `INVALID_REQUEST` (`Idempotency-Key`).
    package func claim(_ caller: Caller, key: String, digest: KeyFingerprint) async throws -> RequestClaim {
        let length = key.unicodeScalars.count
        guard (1...RepeatableRequest.keyLimit).contains(length),
            key.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else {
            throw ControlError.invalid(
                "Idempotency-Key", "This takes 1 to \(RepeatableRequest.keyLimit) printable characters.")
        }
        let moment = clock.now()
        let request = RepeatableRequest(
            id: .make(at: moment), organization: caller.organization,
            caller: "\(caller.organization)/\(caller.actor.description)", key: key,
            digest: digest, createdAt: moment)
        return try await requests.claim(request, within: patience)
    }

    /// Keeps an answer, to be given again.
    package func keep(_ answer: KeptAnswer, for id: ID<RepeatableRequest>) async throws {
        try await requests.keep(answer, for: id)
    }

    /// Keeps only that something was shown that is shown once.
    package func keepSecretShown(status: Int64, for id: ID<RepeatableRequest>) async throws {
        try await requests.keepSecretShown(status: status, for: id)
    }

    /// Nothing has come of it: it may be sent again.
    package func release(_ id: ID<RepeatableRequest>) async throws { try await requests.release(id) }

    /// What has come of it can't be told.
    package func abandon(_ id: ID<RepeatableRequest>) async throws { try await requests.abandon(id) }

    /// Whether a text has a token of ours in it, which must not be kept.
    package static func holdsToken(_ text: some Collection<UInt8>) -> Bool {
        let text = Array(text)
        return TokenKind.allCases.contains { kind in
            let prefix = Array(kind.rawValue.utf8)
            return text.indices.contains { start in
                guard start + prefix.count + 43 <= text.count, text[start...].starts(with: prefix) else { return false }
                return text[(start + prefix.count)...].prefix(43).allSatisfy(isTokenByte)
            }
        }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}
