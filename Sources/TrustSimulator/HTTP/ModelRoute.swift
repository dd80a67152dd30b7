// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import NIOCore
import TrustCore

/// `GET /v1/models`, which both dialects have: the headers tell them apart.
struct ModelRoute: Sendable {
    /// Names that are listed. Any other name is taken too: the answers always say that no model is behind them.
    static func names(in dialect: ProviderType) -> [String] {
        let own =
            dialect == .openai
            ? ["gpt-4o", "gpt-4o-mini", "gpt-4-turbo"] : ["claude-opus-4-20250514", "claude-sonnet-4-20250514"]
        return ["simulator"] + own
    }

    /// 1 January 2026, when every model of the simulator is said to be made.
    private static let created: Int64 = 1_767_225_600

    let openAI: DialectRoute
    let anthropic: DialectRoute

    func respond(to request: Request, context: SimulatorContext) -> Response {
        let isAnthropic = request.headers[.anthropicVersion] != nil || request.headers[.apiKey] != nil
        let route = isAnthropic ? anthropic : openAI
        guard route.keys.admits(request.headers) else {
            return route.refusal(.wrongKey(in: route.dialect), id: SimulatorID.make())
        }
        if let fault = request.headers[.fault].flatMap({ Fault(name: $0) }),
            let error = fault.refusal(in: route.dialect, model: "")
        {
            return route.refusal(error, id: SimulatorID.make(), retryAfter: fault.retryAfter)
        }
        let body = (isAnthropic ? anthropicList : openAIList).compactText
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(string: body)))
    }

    private var openAIList: JSONValue {
        let models = Self.names(in: .openai).map { name in
            JSONValue.object([
                "id": .string(name), "object": "model", "created": .integer(Self.created), "owned_by": "simulator",
                "shutdown_date": .null,
            ])
        }
        return .object(["object": "list", "data": .array(models)])
    }

    private var anthropicList: JSONValue {
        let names = Self.names(in: .anthropic)
        let models = names.map { name in
            JSONValue.object([
                "type": "model", "id": .string(name), "display_name": .string("\(name) (simulator)"),
                "created_at": "2026-01-01T00:00:00Z", "lifecycle": "active",
            ])
        }
        return .object([
            "data": .array(models), "has_more": false, "first_id": names.first.map(JSONValue.string) ?? .null,
            "last_id": names.last.map(JSONValue.string) ?? .null,
        ])
    }
}
