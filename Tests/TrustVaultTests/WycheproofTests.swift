// SPDX-License-Identifier: Apache-2.0
import Crypto
import Testing
import TrustCore

@testable import TrustVault

/// The primitives, called as the vault calls them, against published vectors.
struct WycheproofTests {
    private struct AEADCase: Decodable, Sendable {
        var tcId: Int
        var key: String
        var iv: String
        var aad: String
        var msg: String
        var ct: String
        var tag: String
        var result: String
    }

    @Test func aes256GCMAgreesWithTheVectors() throws {
        let path = "public/wycheproof/aes_gcm_test.json"
        guard let file = try VectorFile.read(path, as: Wycheproof<AEADCase>.self, cases: 66) else { return }
        let groups = file.testGroups.filter { $0.keySize == 256 && $0.ivSize == 96 && $0.tagSize == 128 }
        let cases = groups.flatMap(\.tests)
        for test in cases {
            let key = SymmetricKey(data: hex(test.key))
            let opened: [UInt8]?
            do {
                opened = bytes(
                    of: try AuthenticatedCipher.open(
                        ciphertext: hex(test.ct), tag: hex(test.tag), key: key, nonce: hex(test.iv),
                        authenticating: hex(test.aad)))
            } catch {
                opened = nil
            }
            #expect(opened == (test.result == "valid" ? hex(test.msg) : nil), "case \(test.tcId)")
            guard test.result == "valid" else { continue }
            let sealed = try AuthenticatedCipher.seal(
                SecretBytes(copying: hex(test.msg)), key: key, nonce: hex(test.iv), authenticating: hex(test.aad))
            #expect(sealed.ciphertext == hex(test.ct) && sealed.tag == hex(test.tag), "case \(test.tcId)")
        }
        #expect(cases.count == 66)
    }

    private struct HKDFCase: Decodable, Sendable {
        var tcId: Int
        var ikm: String
        var salt: String
        var info: String
        var size: Int
        var okm: String
        var result: String
    }

    @Test func hkdfSHA512AgreesWithTheVectors() throws {
        let path = "public/wycheproof/hkdf_sha512_test.json"
        guard let file = try VectorFile.read(path, as: Wycheproof<HKDFCase>.self, cases: 83) else { return }
        let cases = file.testGroups.flatMap(\.tests)
        for test in cases {
            let extracted = KeyDerivation.ExtractedKey(from: SymmetricKey(data: hex(test.ikm)), salt: hex(test.salt))
            let derived = extracted.expanded(info: hex(test.info), count: test.size)
            let expected = test.result == "valid" ? SymmetricKey(data: hex(test.okm)) : nil
            #expect(derived == expected, "case \(test.tcId)")
        }
        #expect(cases.count == 83)
    }

    private struct MACCase: Decodable, Sendable {
        var tcId: Int
        var key: String
        var msg: String
        var tag: String
        var result: String
    }

    @Test func hmacSHA256AgreesWithTheVectorsAndSoDoFingerprints() throws {
        let path = "public/wycheproof/hmac_sha256_test.json"
        guard let file = try VectorFile.read(path, as: Wycheproof<MACCase>.self, cases: 174) else { return }
        var count = 0
        for group in file.testGroups {
            for test in group.tests {
                count += 1
                let code = HMAC<SHA256>.authenticationCode(
                    for: hex(test.msg), using: SymmetricKey(data: hex(test.key)))
                let tag = Array(code.prefix((group.tagSize ?? 0) / 8))
                #expect((tag == hex(test.tag)) == (test.result == "valid"), "case \(test.tcId)")
                guard test.result == "valid" else { continue }
                let fingerprint = KeyFingerprinter(key: SecretBytes(copying: hex(test.key)))
                    .fingerprint(of: SecretBytes(copying: hex(test.msg)))
                #expect(fingerprint.bytes == Array(hex(test.tag).prefix(16)), "case \(test.tcId)")
            }
        }
        #expect(count == 174)
    }
}
