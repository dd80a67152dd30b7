// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore

@testable import TrustDialects

@Suite struct ErrorTests {
    @Test(arguments: [
        (401, "invalid_request_error", "authentication_error"), (402, "insufficient_quota", "billing_error"),
        (404, "invalid_request_error", "not_found_error"), (413, "invalid_request_error", "request_too_large"),
        (429, "rate_limit_exceeded", "rate_limit_error"), (502, "server_error", "api_error"),
        (503, "server_error", "overloaded_error"), (504, "server_error", "timeout_error"),
    ])
    func errorsHaveTheShapeOfTheirDialect(status: Int, openAI: String, anthropic: String) throws {
        struct OpenAI: Decodable {
            struct Body: Decodable {
                var message: String
                var type: String
                var param: String?
                var code: String?
            }
            var error: Body
        }
        struct Anthropic: Decodable {
            struct Body: Decodable {
                var message: String
                var type: String
            }
            var type: String
            var error: Body
        }
        let text = "A \"quoted\"\nline \u{1}"
        let first = try JSONDecoder().decode(
            OpenAI.self,
            from: Data(ErrorBody(dialect: .openai, status: status, message: text, code: .invalidRequest).json.utf8))
        #expect(first.error.type == openAI)
        #expect(first.error.message == text)
        #expect(first.error.code == (status == 401 ? "invalid_api_key" : "INVALID_REQUEST"))
        let second = try JSONDecoder().decode(
            Anthropic.self, from: Data(ErrorBody(dialect: .anthropic, status: status, message: text).json.utf8))
        #expect(second.type == "error")
        #expect(second.error.type == anthropic)
        #expect(second.error.message == text)
    }

    @Test(arguments: [
        ("Incorrect API key provided: sk-ab***wxyz. See", "Incorrect API key provided: [redacted]. See"),
        (#"{"m":"sk-ant-api03-A_b-9"}"#, #"{"m":"[redacted]"}"#),
        ("the task-force asks", "the task-force asks"), ("sk- alone", "sk- alone"), ("", ""), ("sk-", "sk-"),
        ("held: k3y-of-anoth3r-shape!", "held: [redacted]!"),
    ])
    func keysAreTakenOutOfErrors(text: String, expected: String) {
        let secret = Array("k3y-of-anoth3r-shape".utf8)
        let redacted = Array(text.utf8).withUnsafeBytes { bytes in
            secret.withUnsafeBytes { Redaction.redact(bytes, secret: $0) }
        }
        #expect(String(decoding: redacted, as: UTF8.self) == expected)
    }

    @Test(
        arguments: [
            ("/v1/chat/completions", ProviderType.openai), ("/v1/messages", .anthropic), ("/v1/models", nil),
        ] as [(String, ProviderType?)])
    func endpointsAreKnownByTheirPaths(path: String, dialect: ProviderType?) throws {
        let endpoint = try #require(LLMEndpoint.at(path: path[...].utf8))
        #expect(endpoint.dialect == dialect)
        #expect(LLMEndpoint.at(path: (path + "/")[...].utf8) == nil)
    }
}
