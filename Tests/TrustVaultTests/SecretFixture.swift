// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore

@testable import TrustVault

/// A secret with known text.
func secret(_ text: String) -> SecretBytes { SecretBytes(copying: Array(text.utf8)) }

/// A copy of a secret's bytes, for comparison.
func bytes(of secret: borrowing SecretBytes) -> [UInt8] { secret.withBytes { Array($0) } }

/// A copy of a secret as text, for comparison.
func text(of secret: borrowing SecretBytes) -> String { String(decoding: bytes(of: secret), as: UTF8.self) }

/// The bytes that hexadecimal digits stand for.
func hex(_ text: String) -> [UInt8] {
    let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue.map(UInt8.init) }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// The code of the vault error that a piece of work ends in; `nil` where it ends well or in another error.
func vaultCode<R: ~Copyable>(_ work: () async throws -> R) async -> VaultError.Code? {
    do {
        _ = try await work()
        return nil
    } catch {
        return (error as? VaultError)?.code
    }
}

/// A folder of mode 0700 for one test.
final class ScratchFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/ag2trust-vault-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var masterKeyPath: String { path + "/master.key" }
}

/// A local key service with a master key of its own that is in no file.
func freshKeyService() -> LocalKeyService { LocalKeyService(MasterKeyFile(key: SecureRandom.secret(32))) }
