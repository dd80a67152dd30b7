// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// What a key service can do beside generating and unwrapping.
package struct KeyServiceCapabilities: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// It binds wrapped keys to an encryption context by itself.
    package static let encryptionContext = KeyServiceCapabilities(rawValue: 1 << 0)
    /// It rewraps under another master key without handing the data key out.
    package static let nativeRewrap = KeyServiceCapabilities(rawValue: 1 << 1)
}

/// A fresh data key, in clear and wrapped. 32 bytes, used once.
package struct DataKey: ~Copyable, Sendable {
    package let plaintext: SecretBytes
    package let wrapping: KeyWrapping
    package init(plaintext: consuming SecretBytes, wrapping: KeyWrapping) {
        self.plaintext = plaintext
        self.wrapping = wrapping
    }
}

/// What a key service says of its master key.
package struct KeyServiceDescription: Sendable, Hashable {
    /// `local`, `aws-kms`, …
    package var service: String
    /// The master key's full reference, as wrappings carry it.
    package var keyReference: String
    /// It can be used at this moment.
    package var isUsable: Bool
    package init(service: String, keyReference: String, isUsable: Bool) {
        self.service = service
        self.keyReference = keyReference
        self.isUsable = isUsable
    }
}

/// Holds a master key that never leaves it, and wraps data keys under it.
///
/// Every method throws `VaultError`: `keyServiceUnreachable` and `keyServiceThrottled` where another try may help,
/// `keyServiceRefused`, `wrongMasterKey` and the others where it won't. Adding a service is adding a type that conforms,
/// and a line where the server chooses one.
package protocol KeyService: Sendable {
    /// What wrappings call it.
    var name: String { get }
    var capabilities: KeyServiceCapabilities { get }
    /// Makes a data key that unwraps under this context only.
    func generateDataKey(for context: EncryptionContext) async throws -> DataKey
    /// Opens a wrapped data key.
    func unwrap(_ wrapping: KeyWrapping, for context: EncryptionContext) async throws -> SecretBytes
    /// Wraps a data key of another service's under the current master key.
    func wrap(_ dataKey: borrowing SecretBytes, for context: EncryptionContext) async throws -> KeyWrapping
    /// Wraps the same data key under the current master key, without handing it out.
    func rewrap(_ wrapping: KeyWrapping, for context: EncryptionContext) async throws -> KeyWrapping
    func describe() async throws -> KeyServiceDescription
    /// Whether a wrapping is this service's to open.
    func owns(_ wrapping: KeyWrapping) -> Bool
    /// What the operator must allow for a step to work; `nil` where there is nothing to allow.
    func permission(for step: KeyServiceTrial.Step) -> String?
}

extension KeyService {
    package func owns(_ wrapping: KeyWrapping) -> Bool { wrapping.service == name }
    package func permission(for step: KeyServiceTrial.Step) -> String? { nil }

    /// Services that can't rewrap by themselves say so.
    package func rewrap(_ wrapping: KeyWrapping, for context: EncryptionContext) async throws -> KeyWrapping {
        throw VaultError(.unsupportedByKeyService)
    }
}
