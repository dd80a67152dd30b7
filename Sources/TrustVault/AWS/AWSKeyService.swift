// SPDX-License-Identifier: Apache-2.0
import Crypto
import Synchronization
package import TrustCore
package import TrustOutbound

/// AWS KMS as the key service: the master key never leaves it, and each wrapped data key is bound to its record's
/// place by the encryption context, which KMS checks before anything is opened.
package final class AWSKeyService: KeyService {
    /// The service's name in wrappings.
    package static let name = "aws-kms"

    private let client: KMSClient
    /// As the operator names it: an id, an ARN, `alias/…` or an alias' ARN.
    private let configuredKey: String
    /// The key's own ARN, once the service has told it. An alias may be moved to another key; what is wrapped is not.
    private let resolved = Mutex<String?>(nil)
    private let flights = SingleFlight<[UInt8], TrustCore.SharedSecret>()

    /// - Parameters:
    ///   - key: The master key, as the operator names it.
    ///   - region: `nil` for the one that the key's ARN or the environment says.
    ///   - endpoint: An address of the operator's; `nil` for what the environment or AWS says.
    ///   - environment: How AWS' own tools are set up here.
    ///   - outbound: Does the calls; redirects are off.
    ///   - clock: Dates the signatures.
    /// - Throws: `keyServiceMisconfigured` where there is no region, or an address can't be used.
    package convenience init(
        key: String, region: String?, endpoint: String?, environment: AWSEnvironment, outbound: OutboundClient,
        clock: WallClock
    ) throws(VaultError) {
        guard (1...2048).contains(key.utf8.count), key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw VaultError(.keyServiceMisconfigured, cause: "the key is no name of a key")
        }
        guard let region = region ?? Self.region(ofARN: key) ?? environment.region else {
            throw VaultError(.keyServiceMisconfigured, cause: "no region is set")
        }
        let address = try AWSEndpoint.of(
            "kms", region: region, override: endpoint ?? environment.endpointURL(for: "KMS"), environment: environment)
        let credentials = AWSCredentialCache(
            sources: [
                EnvironmentCredentials(environment: environment),
                WebIdentityCredentials(environment: environment, region: region, client: outbound),
                SharedFileCredentials(environment: environment),
                ContainerCredentials(environment: environment, client: outbound),
                InstanceCredentials(environment: environment, client: outbound),
            ], clock: clock)
        self.init(
            key: key,
            client: KMSClient(
                endpoint: address, region: region, credentials: credentials, outbound: outbound, clock: clock))
    }

    init(key: String, client: KMSClient) {
        configuredKey = key
        self.client = client
        if key.contains(":key/") { resolved.withLock { $0 = key } }
    }

    package var name: String { Self.name }
    package var capabilities: KeyServiceCapabilities { [.encryptionContext, .nativeRewrap] }

    package func generateDataKey(for context: EncryptionContext) async throws -> DataKey {
        let key = try await keyARN()
        let request = KMSRequest(keyID: key, keySpec: "AES_256", encryptionContext: context.values)
        let reply = try await call(.generateDataKey, try request.body())
        let wrapping = try Self.wrapping(reply.ciphertext, named: reply.keyID, under: key, .generateDataKey)
        guard let plaintext = reply.takePlaintext(), plaintext.count == 32 else {
            throw Self.lie("PlaintextLength", .generateDataKey)
        }
        return DataKey(plaintext: plaintext, wrapping: wrapping)
    }

    package func unwrap(_ wrapping: KeyWrapping, for context: EncryptionContext) async throws -> SecretBytes {
        guard wrapping.service == Self.name else { throw VaultError(.keyServiceRefused, cause: "another service's") }
        // Those who start agents on one key at one moment share the call.
        let flight = Array(
            SHA256.hash(data: wrapping.wrappedKey + Array(wrapping.keyReference.utf8) + context.serialized))
        let shared = try await flights.value(for: flight) {
            let request = KMSRequest(
                keyID: wrapping.keyReference, ciphertextBlob: Self.base64(wrapping.wrappedKey),
                encryptionContext: context.values)
            let reply = try await self.call(.decrypt, try request.body())
            guard reply.keyID == wrapping.keyReference else { throw Self.lie("KeyId", .decrypt) }
            guard let plaintext = reply.takePlaintext(), plaintext.count == 32 else {
                throw Self.lie("PlaintextLength", .decrypt)
            }
            return TrustCore.SharedSecret(plaintext)
        }
        return unsafe shared.withBytes { unsafe SecretBytes(copying: $0) }
    }

    package func wrap(_ dataKey: borrowing SecretBytes, for context: EncryptionContext) async throws -> KeyWrapping {
        let key = try await keyARN()
        let body = try KMSRequest(keyID: key, encryptionContext: context.values).body(plaintext: dataKey)
        let reply = try await call(.encrypt, body)
        return try Self.wrapping(reply.ciphertext, named: reply.keyID, under: key, .encrypt)
    }

    package func rewrap(_ wrapping: KeyWrapping, for context: EncryptionContext) async throws -> KeyWrapping {
        guard wrapping.service == Self.name else { throw VaultError(.unsupportedByKeyService) }
        let key = try await keyARN()
        let request = KMSRequest(
            ciphertextBlob: Self.base64(wrapping.wrappedKey), sourceKeyID: wrapping.keyReference,
            sourceEncryptionContext: context.values, destinationKeyID: key, destinationEncryptionContext: context.values
        )
        let reply = try await call(.reEncrypt, try request.body())
        guard reply.sourceKeyID == wrapping.keyReference else { throw Self.lie("SourceKeyId", .reEncrypt) }
        return try Self.wrapping(reply.ciphertext, named: reply.keyID, under: key, .reEncrypt)
    }

    package func describe() async throws -> KeyServiceDescription {
        let reply = try await call(
            .describeKey, try KMSRequest(keyID: resolved.withLock { $0 } ?? configuredKey).body())
        guard let arn = reply.arn, arn.contains(":key/") else { throw Self.lie("Arn", .describeKey) }
        let known = resolved.withLock { resolved in
            if resolved == nil { resolved = arn }
            return resolved
        }
        guard known == arn else { throw Self.lie("Arn", .describeKey) }
        let isSuited =
            (reply.keyUsage ?? "ENCRYPT_DECRYPT") == "ENCRYPT_DECRYPT"
            && (reply.keySpec ?? "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT"
        return KeyServiceDescription(
            service: Self.name, keyReference: arn, isUsable: isSuited && reply.keyState == "Enabled")
    }

    package func permission(for step: KeyServiceTrial.Step) -> String? {
        let operation: KMSOperation =
            switch step {
            case .describe: .describeKey
            case .generate: .generateDataKey
            case .unwrap, .otherContext: .decrypt
            case .wrap: .encrypt
            case .rewrap: .reEncrypt
            }
        return operation.permissions.joined(separator: " and ")
    }

    /// Asked for once, at the first use.
    private func keyARN() async throws -> String {
        if let known = resolved.withLock({ $0 }) { return known }
        return try await describe().keyReference
    }

    private func call(_ operation: KMSOperation, _ body: [UInt8]) async throws -> KMSReply {
        do {
            return try await client.call(operation, body)
        } catch let failure as KMSFailure {
            throw failure.vaultError
        }
    }

    private static func wrapping(
        _ ciphertext: [UInt8]?, named keyID: String?, under key: String, _ operation: KMSOperation
    ) throws -> KeyWrapping {
        guard keyID == key else { throw lie("KeyId", operation) }
        guard let ciphertext, (1...6144).contains(ciphertext.count) else { throw lie("CiphertextBlob", operation) }
        return KeyWrapping(service: name, keyReference: key, wrappedKey: ciphertext)
    }

    private static func lie(_ member: String, _ operation: KMSOperation) -> VaultError {
        KMSFailure(.misbehaved, member, operation).vaultError
    }

    /// The fourth part of `arn:aws:kms:region:account:key/…`.
    private static func region(ofARN key: String) -> String? {
        let parts = key.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count >= 6 && parts[0] == "arn" && parts[2] == "kms" && !parts[3].isEmpty ? String(parts[3]) : nil
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        var text = [UInt8](repeating: 0, count: Base64.encodedCount(bytes.count, .standard))
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe text.withUnsafeMutableBytes { unsafe Base64.encode(bytes, .standard, into: $0) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
