// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import Testing
import TrustCore

@testable import TrustVault

struct TokenMintTests {
    @Test(arguments: TokenKind.allCases)
    func tokensHaveTheirPrefixAndThirtyTwoRandomBytes(kind: TokenKind) {
        let token = TokenMint.make(kind)
        let written = text(of: token)
        #expect(written.hasPrefix(kind.rawValue))
        #expect(written.utf8.count == kind.rawValue.utf8.count + 43)
        #expect(token.withBytes { TokenMint.isWellFormed($0, as: kind) })
        for other in TokenKind.allCases where other != kind {
            #expect(token.withBytes { !TokenMint.isWellFormed($0, as: other) })
        }
    }

    @Test func tokensAreNeverTheSame() {
        let made = Set((0..<1000).map { _ in text(of: TokenMint.make(.agent)) })
        #expect(made.count == 1000)
    }

    @Test func theDigestIsSHA256OfTheText() {
        let token = TokenMint.make(.apiKey)
        let expected = Array(SHA256.hash(data: bytes(of: token)))
        #expect(TokenMint.digest(of: token).bytes == expected)
        #expect(Digest32(expected) == TokenMint.digest(of: token))
    }

    @Test func aKeyIsToldByItsFirstCharacters() {
        let token = TokenMint.make(.apiKey)
        #expect(TokenMint.displayPrefix(of: token) == String(text(of: token).prefix(9)))
    }

    @Test(arguments: ["", "cust_", "cust_!", "agt_AAAA", "cust_" + String(repeating: "A", count: 42) + "B"])
    func whatHasNotTheFormIsNotLookedUp(text: String) {
        #expect(!Array(text.utf8).withUnsafeBytes { TokenMint.isWellFormed($0, as: .apiKey) })
    }

    @Test func base64AgreesWithFoundation() {
        for count in 0..<80 {
            let raw = SecureRandom.bytes(count)
            let expected = Data(raw).base64EncodedString()
            var written = [UInt8](repeating: 0, count: Base64.encodedCount(count, .standard))
            raw.withUnsafeBytes { source in
                written.withUnsafeMutableBytes { Base64.encode(source, .standard, into: $0) }
            }
            #expect(String(decoding: written, as: UTF8.self) == expected)
            let back = written.withUnsafeBytes { text -> [UInt8]? in
                guard let decoded = Base64.decode(text, .standard) else { return nil }
                return bytes(of: decoded)
            }
            #expect(back == raw)
        }
    }

    @Test(arguments: ["A", "AA", "AAA", "AA=A", "A===", "AB==", "AAB=", "AA-A", "AAAA\n", "===="])
    func base64IsReadInOneFormOnly(text: String) {
        let isRead = Array(text.utf8).withUnsafeBytes { text -> Bool in
            guard Base64.decode(text, .standard) != nil else { return false }
            return true
        }
        #expect(!isRead)
    }
}

struct ProviderKeyTextTests {
    private func taken(_ text: String, _ type: ProviderType, baseURL: String? = nil) -> (key: String, hint: String?)? {
        do {
            let key = try ProviderKeyText(secret(text), type: type, baseURL: baseURL)
            return (TrustVaultTests.text(of: key.bytes), key.hint)
        } catch {
            return nil
        }
    }

    @Test func spacesAndNewlinesAroundAKeyAreDropped() {
        let key = taken(" \t\r\nsk-proj-0123456789abcdef\r\n ", .openai)
        #expect(key?.key == "sk-proj-0123456789abcdef")
        #expect(key?.hint == "cdef")
    }

    @Test func aShortKeyHasNoHint() {
        #expect(taken("sk-0123456789abcdef", .openai)?.hint == nil)
        #expect(taken("sk-0123456789abcdef0", .openai)?.hint == "def0")
    }

    @Test(arguments: [
        "", "   ", "sk-1234", "sk-0123 456789", "sk-0123\n456789", "sk-0123\u{0}456789", "sk-0123é456789",
        "sk-0123\u{7f}456789", String(repeating: "k", count: 8193),
    ])
    func whatCanBeNoKeyIsRefused(text: String) async {
        let code = await vaultCode { try ProviderKeyText(secret(text), type: .openai) }
        #expect(code == .invalidProviderKey)
    }

    @Test(
        arguments: [
            // Text, type, base URL, taken.
            ("sk-ant-api03-0123456789", ProviderType.openai, nil, false),
            ("sk-ant-api03-0123456789", .anthropic, nil, true),
            ("sk-proj-0123456789abcdef", .anthropic, nil, false),
            ("sk-proj-0123456789abcdef", .openai, nil, true),
            ("sk-proj-0123456789abcdef", .anthropic, "https://api.anthropic.com/", false),
            ("sk-proj-0123456789abcdef", .anthropic, "http://127.0.0.1:8090", true),
            ("sk-ant-api03-0123456789", .openai, "https://api.openai.com/v1", false),
            ("sk-ant-api03-0123456789", .openai, "https://llm.example", true),
            ("gsk_0123456789abcdef", .openai, nil, true),
            ("any-other-form-of-key", .anthropic, nil, true),
        ] as [(String, ProviderType, String?, Bool)])
    func theOtherProvidersKeyIsRefusedAtItsOwnAddressOnly(
        text: String, type: ProviderType, baseURL: String?, isTaken: Bool
    ) {
        #expect((taken(text, type, baseURL: baseURL) != nil) == isTaken)
    }

    @Test func errorsNeverQuoteTheKey() {
        let error = #expect(throws: VaultError.self) {
            _ = try ProviderKeyText(secret("sk-ant-canary-0123456789"), type: .openai)
        }
        #expect(String(reflecting: error).contains("canary") == false)
        #expect(error?.publicMessage.contains("canary") == false)
        #expect(error?.details == ["field": "api_key"])
    }
}
