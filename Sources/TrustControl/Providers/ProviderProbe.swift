// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore
import TrustOutbound

/// What a provider said of a key.
struct ProbeResult: Sendable, Hashable {
    var state: ProviderHealth.State
    /// What the key can use, as the provider lists it, sorted.
    var models: [String] = []
    /// The provider's own code, where it is one.
    var providerCode: String?
    /// In microseconds.
    var duration: Int64 = 0

    /// One sentence for people: which models a working key can use, otherwise what is the matter.
    var sentence: String {
        state == .works
            ? ModelSummary.sentence(models) ?? ProviderAdvice.sentence(for: state)
            : ProviderAdvice.sentence(for: state)
    }
}

/// Tries a key against the provider's list of models, which costs nothing.
struct ProviderProbe: Sendable {
    let client: OutboundClient
    static let deadline: Duration = .seconds(5)
    static let modelLimit = 1000

    /// - Throws: `CancellationError` only; whatever the provider does is a result.
    func probe(
        _ key: borrowing SecretBytes, type: ProviderType, endpoint: UpstreamEndpoint
    ) async throws -> ProbeResult {
        var headers = [(name: "accept", value: "application/json"), (name: "user-agent", value: "ag2trust/1")]
        if type == .anthropic { headers.append((name: "anthropic-version", value: "2023-06-01")) }
        let request = OutboundRequest(
            endpoint: endpoint, path: "/v1/models", headers: headers, deadline: Self.deadline,
            responseLimit: 2 << 20)
        let clock = ContinuousClock()
        let begin = clock.now
        var result: ProbeResult
        do {
            let response = try await client.send(
                request, credential: key, as: type == .openai ? .bearer : .header("x-api-key"))
            result = Self.classify(response)
        } catch let error as OutboundError {
            result = ProbeResult(state: error.code == .responseTooLarge ? .failing : .unreachable)
        }
        // A server that plays our key back is not to put it on a page.
        result.models = result.models.filter { !Self.contains($0, key) }
        let duration = clock.now - begin
        result.duration =
            duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
        return result
    }

    /// Both dialects answer errors as `{"error": {"type", "code"?, "message"}}`; the status decides, the code refines.
    static func classify(_ response: OutboundResponse) -> ProbeResult {
        if response.status == 200 {
            guard let list = try? JSONDecoder().decode(ModelList.self, from: Data(response.body)) else {
                return ProbeResult(state: .failing)
            }
            let names = Set(list.data.map(\.id).filter(isModelName))
            return ProbeResult(state: .works, models: Array(names.sorted().prefix(modelLimit)))
        }
        let error = (try? JSONDecoder().decode(ErrorReply.self, from: Data(response.body)))?.error
        let codes = [error?.code, error?.type].compactMap { $0 }.filter(isCode)
        let state = states.first { row in
            row.status == response.status && (row.codes.isEmpty || !row.codes.isDisjoint(with: codes))
        }?.state
        return ProbeResult(state: state ?? .failing, providerCode: codes.first)
    }

    /// The first row that fits counts; a row without codes fits any.
    private static let states: [(status: Int, codes: Set<String>, state: ProviderHealth.State)] = [
        (401, [], .invalidKey),
        (402, [], .quotaExhausted),
        (403, [], .restricted),
        (
            429, ["insufficient_quota", "billing_not_active", "billing_hard_limit_reached", "billing_error"],
            .quotaExhausted
        ),
        (429, [], .rateLimited),
    ]

    private struct ModelList: Decodable {
        struct Entry: Decodable { var id: String }
        var data: [Entry]
    }

    private struct ErrorReply: Decodable {
        struct Body: Decodable {
            var code: String?
            var type: String?

            enum CodingKeys: CodingKey { case code, type }

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                // Compatible servers put numbers and nulls here.
                code = try? container.decode(String.self, forKey: .code)
                type = try? container.decode(String.self, forKey: .type)
            }
        }
        var error: Body
    }

    /// Codes are words of lower-case letters; anything else is the provider's prose, which is not passed on.
    private static func isCode(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7a) || $0 == UInt8(ascii: "_") }
    }

    private static func isModelName(_ text: String) -> Bool {
        (1...200).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }

    private static func contains(_ text: String, _ key: borrowing SecretBytes) -> Bool {
        let bytes = Array(text.utf8)
        return key.withBytes { key in
            guard !key.isEmpty, bytes.count >= key.count else { return false }
            return (0...(bytes.count - key.count)).contains { bytes[$0..<($0 + key.count)].elementsEqual(key) }
        }
    }
}
