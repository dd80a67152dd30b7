// SPDX-License-Identifier: Apache-2.0
import Crypto
import NIOHTTP1
import TrustCore

/// What a request's header fields say of the caller and the body, read in one pass.
struct CallerFields {
    /// The credentials that came, in whichever fields they came.
    private(set) var credentials: [String] = []
    /// The one in `Authorization: Bearer`.
    private(set) var bearer: String?
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    private(set) var expectsContinue = false
    /// Two lengths, or a length beside a transfer coding: where a request ends would be a matter of opinion.
    private(set) var isAmbiguous = false
    /// The caller uses Anthropic's fields.
    private(set) var looksAnthropic = false

    init(_ headers: HTTPHeaders) {
        for (name, value) in headers {
            switch name.utf8.count {
            case 13 where FieldName.equal(name, "authorization"):
                if FieldName.hasPrefix(value, "bearer ") {
                    let token = String(Substring(value.utf8.dropFirst(7).drop { $0 == UInt8(ascii: " ") }))
                    bearer = token
                    credentials.append(token)
                }
            case 9 where FieldName.equal(name, "x-api-key"):
                looksAnthropic = true
                credentials.append(value)
            case 14 where FieldName.equal(name, "x-goog-api-key"): credentials.append(value)
            case 14 where FieldName.equal(name, "content-length"):
                if contentLength != nil { isAmbiguous = true }
                contentLength = Int(value)
                if contentLength.map({ $0 < 0 }) ?? true { isAmbiguous = true }
            case 17 where FieldName.equal(name, "transfer-encoding"):
                if isChunked || !FieldName.equal(value, "chunked") { isAmbiguous = true }
                isChunked = true
            case 17 where FieldName.equal(name, "anthropic-version"): looksAnthropic = true
            case 6 where FieldName.equal(name, "expect"): expectsContinue = FieldName.equal(value, "100-continue")
            default: break
            }
        }
        if isChunked && contentLength != nil { isAmbiguous = true }
    }
}

/// The stage that finds out who calls.
enum Authenticate {
    /// Who calls, and with what they may call a provider.
    struct Caller {
        var agent: GatewayAgent
        /// The target whose own key came with the request, and that key; `nil` for a token.
        var key: (target: Int, text: String)?
    }

    /// An agent by its token, for the agent channel: both deliveries.
    static func agent(by token: String?, in snapshot: GatewaySnapshot) -> GatewayAgent? {
        token.flatMap { snapshot.agentsByToken[digest(of: $0)] }
    }

    /// The caller of a provider's API. With an agent in the path, the key must be that of the agent's own lease;
    /// without, the token must be one of `leased` delivery. Nothing else is let through.
    static func caller(
        _ fields: CallerFields, agent id: AgentID?, in snapshot: GatewaySnapshot,
        fingerprint: (UnsafeRawBufferPointer) -> KeyFingerprint
    ) -> Caller? {
        guard let id else {
            for credential in fields.credentials {
                if let agent = snapshot.agentsByToken[digest(of: credential)], agent.delivery == .leased {
                    return Caller(agent: agent, key: nil)
                }
            }
            return nil
        }
        guard let agent = snapshot.agentsByID[id], agent.delivery == .env else { return nil }
        for var credential in fields.credentials where !credential.isEmpty {
            let print = credential.withUTF8 { fingerprint(UnsafeRawBufferPointer($0)) }
            if let target = agent.route.firstIndex(where: { $0.fingerprint == print }) {
                return Caller(agent: agent, key: (target, credential))
            }
        }
        return nil
    }

    /// The caller as the present snapshot has them: time passes between a request's head and its end.
    /// - Returns: `nil` where what they came with opens nothing any more.
    static func renewed(_ caller: Caller, in snapshot: GatewaySnapshot) -> Caller? {
        guard let agent = snapshot.agentsByID[caller.agent.id] else { return nil }
        if agent === caller.agent { return caller }
        guard let key = caller.key else {
            let isSame = agent.tokenHash == caller.agent.tokenHash && agent.delivery == caller.agent.delivery
            return isSame ? Caller(agent: agent, key: nil) : nil
        }
        guard agent.delivery == .env, caller.agent.route.indices.contains(key.target) else { return nil }
        let before = caller.agent.route[key.target]
        let target = agent.route.firstIndex { $0.lease == before.lease && $0.fingerprint == before.fingerprint }
        return target.map { Caller(agent: agent, key: ($0, key.text)) }
    }

    /// SHA-256 of the token's text: what the snapshot knows tokens by.
    private static func digest(of token: String) -> Digest32 {
        var token = token
        var hash = SHA256()
        token.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        return hash.finalize().withUnsafeBytes { bytes in
            func word(_ index: Int) -> UInt64 {
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
            }
            return Digest32(word(0), word(1), word(2), word(3))
        }
    }
}
