// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The published vectors beside the package, which are read and not copied.
enum VectorFile {
    /// `../shared/vectors`, seen from the package's root.
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("../shared/vectors").standardizedFileURL.path

    /// Reads a file; where it is missing, says how many cases did not run and gives `nil`.
    static func read<Content: Decodable>(_ path: String, as type: Content.Type, cases: Int) throws -> Content? {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else {
            print("NOT RUN: \(cases) cases of \(path), which is not at \(folder)")
            return nil
        }
        return try JSONDecoder().decode(type, from: data)
    }
}

/// A known-answer record.
struct KnownRecord: Decodable, Sendable {
    var dek: String
    var messageID: String
    var nonce: String
    var encryptionContext: [String: String]
    var plaintext: String
    var contentKey: String
    var commitment: String
    var aad: String
    var record: String

    enum CodingKeys: String, CodingKey {
        case messageID = "message_id"
        case encryptionContext = "encryption_context"
        case contentKey = "content_key"
        case dek, nonce, plaintext, commitment, aad, record
    }

    static func all() throws -> [KnownRecord] {
        try VectorFile.read("kat_record_v1.json", as: [KnownRecord].self, cases: 3) ?? []
    }
}

/// A Wycheproof file, as far as these tests need it.
struct Wycheproof<Case: Decodable & Sendable>: Decodable, Sendable {
    struct Group: Decodable, Sendable {
        var keySize: Int?
        var ivSize: Int?
        var tagSize: Int?
        var tests: [Case]
    }
    var testGroups: [Group]
}
