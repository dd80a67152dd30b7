// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore

/// The operations of AWS KMS that are used. The raw values are their names on the wire and in permissions.
package enum KMSOperation: String, Sendable, CaseIterable {
    case describeKey = "DescribeKey"
    case generateDataKey = "GenerateDataKey"
    case decrypt = "Decrypt"
    case encrypt = "Encrypt"
    case reEncrypt = "ReEncrypt"

    /// What IAM calls the right to it: rewrapping needs two.
    package var permissions: [String] {
        self == .reEncrypt ? ["kms:ReEncryptFrom", "kms:ReEncryptTo"] : ["kms:\(rawValue)"]
    }
}

/// What is sent, but for plaintexts. Source: the service model `kms-2014-11-01`.
struct KMSRequest: Encodable {
    var keyID: String?
    var keySpec: String?
    var ciphertextBlob: String?
    var encryptionContext: [String: String]?
    var sourceKeyID: String?
    var sourceEncryptionContext: [String: String]?
    var destinationKeyID: String?
    var destinationEncryptionContext: [String: String]?

    enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case keySpec = "KeySpec"
        case ciphertextBlob = "CiphertextBlob"
        case encryptionContext = "EncryptionContext"
        case sourceKeyID = "SourceKeyId"
        case sourceEncryptionContext = "SourceEncryptionContext"
        case destinationKeyID = "DestinationKeyId"
        case destinationEncryptionContext = "DestinationEncryptionContext"
    }

    /// The body. A plaintext is put in as bytes, so that it is never a string of ours.
    func body(plaintext: borrowing SecretBytes) throws -> [UInt8] {
        var bytes = try body()
        bytes.removeLast()
        bytes += Array(#","Plaintext":""#.utf8)
        let start = bytes.count
        let count = unsafe plaintext.withBytes { Base64.encodedCount($0.count, .standard) }
        bytes += [UInt8](repeating: 0, count: count)
        unsafe plaintext.withBytes { secret in
            unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Base64.encode(secret, .standard, into: .init(rebasing: buffer[start..<(start + count)]))
            }
        }
        bytes += Array(#""}"#.utf8)
        return bytes
    }

    func body() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }
}
