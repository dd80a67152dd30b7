// SPDX-License-Identifier: Apache-2.0
import Crypto
import Testing
import TrustCore

@testable import TrustVault

struct RecordKnownAnswerTests {
    private func envelope(_ known: KnownRecord) throws -> Envelope {
        Envelope(purpose: .providerCredential, context: try EncryptionContext(known.encryptionContext))
    }

    @Test func sealingGivesTheKnownRecords() throws {
        for known in try KnownRecord.all() {
            let record = try envelope(known).seal(
                secret(known.plaintext), dataKey: SecretBytes(copying: hex(known.dek)),
                messageID: hex(known.messageID), nonce: hex(known.nonce))
            #expect(record.bytes == hex(known.record))
            #expect(record.commitment == hex(known.commitment))
            #expect(try envelope(known).authenticatedData(of: record) == hex(known.aad))
        }
    }

    @Test func theContentKeyIsTheKnownOne() throws {
        for known in try KnownRecord.all() {
            let keys = try Envelope.Keys(
                dataKey: SecretBytes(copying: hex(known.dek)), messageID: hex(known.messageID),
                suite: .hkdfSHA512AES256GCM)
            #expect(keys.content == SymmetricKey(data: hex(known.contentKey)))
        }
    }

    @Test func openingGivesTheKnownPlaintexts() throws {
        for known in try KnownRecord.all() {
            let opened = try envelope(known).open(
                PKR1Record(parsing: hex(known.record)), dataKey: SecretBytes(copying: hex(known.dek)))
            #expect(text(of: opened) == known.plaintext)
        }
    }

    @Test func theKnownRecordsAreThereUnlessTheFolderIsMissing() throws {
        let count = try KnownRecord.all().count
        #expect(count == 3 || count == 0)
    }
}

struct RecordMutationTests {
    private static let values = [
        "app": "ag2trust", "fmt": "1", "purpose": "provider-credential", "install": "i", "org": "o", "provider": "p",
        "version": "1",
    ]

    private func open(_ bytes: [UInt8], _ values: [String: String], key: [UInt8]) throws(VaultError) {
        let envelope = Envelope(purpose: .providerCredential, context: try EncryptionContext(values))
        _ = try envelope.open(PKR1Record(parsing: bytes), dataKey: SecretBytes(copying: key))
    }

    private func refuses(_ bytes: [UInt8], _ values: [String: String] = values, key: [UInt8]) -> Bool {
        do {
            try open(bytes, values, key: key)
            return false
        } catch {
            return true
        }
    }

    private func sealed(_ text: String) throws -> (bytes: [UInt8], key: [UInt8]) {
        let key = SecureRandom.bytes(32)
        let envelope = Envelope(purpose: .providerCredential, context: try EncryptionContext(Self.values))
        return (try envelope.seal(secret(text), dataKey: SecretBytes(copying: key)).bytes, key)
    }

    @Test(arguments: ["sk-test-0123456789", String(repeating: "k", count: 200)])
    func everyFlippedBitIsRefused(plaintext: String) throws {
        let (bytes, key) = try sealed(plaintext)
        #expect(throws: Never.self) { try open(bytes, Self.values, key: key) }
        for bit in 0..<(bytes.count * 8) {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(refuses(changed, key: key), "bit \(bit)")
        }
    }

    @Test func everyFlippedBitOfAKnownRecordIsRefused() throws {
        for known in try KnownRecord.all() {
            let bytes = hex(known.record)
            for bit in 0..<(bytes.count * 8) {
                var changed = bytes
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(refuses(changed, known.encryptionContext, key: hex(known.dek)), "bit \(bit)")
            }
        }
    }

    @Test func everyTruncationAndExtensionIsRefused() throws {
        let (bytes, key) = try sealed("sk-test-0123456789")
        for count in 0..<bytes.count { #expect(refuses(Array(bytes[..<count]), key: key), "\(count) bytes") }
        #expect(refuses(bytes + [0], key: key))
        #expect(refuses(bytes + Array(repeating: 0, count: 64), key: key))
    }

    @Test(arguments: values.keys.sorted())
    func aContextWithoutAFieldOrWithAnotherValueIsRefused(field: String) throws {
        let (bytes, key) = try sealed("sk-test-0123456789")
        var changed = Self.values
        changed[field] = nil
        #expect(throws: VaultError.self) { try open(bytes, changed, key: key) }
        changed[field] = Self.values[field, default: ""] + "x"
        #expect(refuses(bytes, changed, key: key))
        changed = Self.values
        changed["\(field)2"] = "1"
        #expect(refuses(bytes, changed, key: key))
    }

    @Test func aContextWhereAByteMovedFromKeyToValueIsAnotherOne() throws {
        let left = try EncryptionContext(["a": "bc"])
        let right = try EncryptionContext(["ab": "c"])
        #expect(left.serialized != right.serialized)
    }

    @Test func contextsWithEmptyOrOverlongPartsAreRefused() async throws {
        let long = String(repeating: "v", count: 65_536)
        for values in [["": "v"], ["k": ""], ["k": long], [long: "v"]] {
            #expect(await vaultCode { try EncryptionContext(values) } == .invalidContext)
        }
    }

    @Test func anotherDataKeyIsNoticedByTheCommitment() async throws {
        let (bytes, _) = try sealed("sk-test-0123456789")
        let code = await vaultCode { try open(bytes, Self.values, key: SecureRandom.bytes(32)) }
        #expect(code == .commitmentMismatch)
    }

    @Test func anUnknownSuiteIsAnErrorOfItsOwn() async throws {
        var (bytes, key) = try sealed("sk-test-0123456789")
        bytes[5] = 2
        #expect(await vaultCode { try open(bytes, Self.values, key: key) } == .unknownSuite)
    }

    @Test func lengthsBeyondTheCapAreRefusedBeforeAnythingElse() async throws {
        let (bytes, key) = try sealed("sk-test-0123456789")
        let huge = bytes + Array(repeating: 0, count: 20_000)
        #expect(await vaultCode { try open(huge, Self.values, key: key) } == .malformedRecord)
        var claims = bytes
        claims.replaceSubrange(82..<86, with: [0xff, 0xff, 0xff, 0xc0])
        #expect(await vaultCode { try open(claims, Self.values, key: key) } == .malformedRecord)
    }

    /// Seals a padded plaintext of the test's own making, with a tag that is right.
    private func record(padded: [UInt8], key: [UInt8]) throws -> [UInt8] {
        let envelope = Envelope(purpose: .providerCredential, context: try EncryptionContext(Self.values))
        let messageID = SecureRandom.bytes(32)
        let keys = try Envelope.Keys(
            dataKey: SecretBytes(copying: key), messageID: messageID, suite: .hkdfSHA512AES256GCM)
        var record = PKR1Record(
            suite: .hkdfSHA512AES256GCM, messageID: messageID, commitment: keys.commitment,
            nonce: SecureRandom.bytes(12), ciphertext: [], tag: [])
        (record.ciphertext, record.tag) = try AuthenticatedCipher.seal(
            SecretBytes(copying: padded), key: keys.content, nonce: record.nonce,
            authenticating: envelope.authenticatedData(of: record))
        return record.bytes
    }

    @Test(
        arguments: [
            // A byte of padding that is not zero; a length that passes the end; a whole block too much.
            [0, 3] + Array("abc".utf8) + Array(repeating: UInt8(0), count: 58) + [1],
            [0, 63] + Array(repeating: UInt8(1), count: 62),
            [0, 3] + Array("abc".utf8) + Array(repeating: UInt8(0), count: 123),
        ] as [[UInt8]])
    func wrongPaddingIsRefusedEvenUnderARightTag(padded: [UInt8]) async throws {
        let key = SecureRandom.bytes(32)
        let bytes = try record(padded: padded, key: key)
        #expect(await vaultCode { try open(bytes, Self.values, key: key) } == .badPadding)
        let good = try record(padded: [0, 3] + Array("abc".utf8) + Array(repeating: 0, count: 59), key: key)
        #expect(await vaultCode { try open(good, Self.values, key: key) } == nil)
    }

    @Test(arguments: [0, 1, 61, 62, 63, 126, 127, 16_382])
    func secretsOfEveryLengthComeBack(count: Int) throws {
        let envelope = Envelope(purpose: .providerCredential, context: try EncryptionContext(Self.values))
        let text = String(repeating: "s", count: count)
        let key = SecureRandom.bytes(32)
        let record = try envelope.seal(secret(text), dataKey: SecretBytes(copying: key))
        #expect(record.ciphertext.count.isMultiple(of: 64))
        #expect(try bytes(of: envelope.open(record, dataKey: SecretBytes(copying: key))).count == count)
    }

    @Test func aSecretThatDoesNotFitIsRefused() async throws {
        let context = try EncryptionContext(Self.values)
        let code = await vaultCode {
            try Envelope(purpose: .providerCredential, context: context).seal(
                secret(String(repeating: "s", count: 16_383)), dataKey: SecureRandom.secret(32))
        }
        #expect(code == .secretTooLong)
    }

    @Test(arguments: [0, 11, 13, 16])
    func noncesOfAnotherLengthAreRefused(count: Int) async throws {
        let code = await vaultCode {
            try AuthenticatedCipher.seal(
                secret("x"), key: SymmetricKey(size: .bits256), nonce: SecureRandom.bytes(count), authenticating: [])
        }
        #expect(code == .malformedRecord)
    }
}
