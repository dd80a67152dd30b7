// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore
import TrustOutbound

/// The JSON by which container and instance metadata hand out credentials.
struct CredentialReply: Decodable {
    var accessKeyID: String?
    var secretAccessKey: String?
    var token: String?
    var expiration: String?
    /// Instance metadata says `Success` here.
    var code: String?

    enum CodingKeys: String, CodingKey {
        case accessKeyID = "AccessKeyId"
        case secretAccessKey = "SecretAccessKey"
        case token = "Token"
        case expiration = "Expiration"
        case code = "Code"
    }

    /// - Returns: `nil` where something is missing.
    static func credentials(_ body: [UInt8]) -> AWSCredentials? {
        guard let reply = try? JSONDecoder().decode(CredentialReply.self, from: Data(body)),
            reply.code == nil || reply.code == "Success"
        else { return nil }
        return AWSCredentials(
            accessKeyID: reply.accessKeyID, secret: reply.secretAccessKey, sessionToken: reply.token,
            expiresAt: reply.expiration.flatMap(AWSTime.parse(expiration:)))
    }
}

extension OutboundClient {
    /// A call for credentials: small, quick, and without words of the peer's in its error.
    func credentialCall(
        _ source: some AWSCredentialSource, _ request: OutboundRequest
    ) async throws -> OutboundResponse {
        let response: OutboundResponse
        do {
            response = try await send(request)
        } catch let error as OutboundError {
            throw source.failure("\(request.endpoint.origin) \(error.code.rawValue)")
        }
        guard response.status == 200 else {
            throw source.failure("\(request.endpoint.origin) answered \(response.status)")
        }
        return response
    }
}
