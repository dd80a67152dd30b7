// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// LLM calls of all agents, one by one.
struct RequestsAPI: Sendable {
    let control: Control

    func register(on routes: APIRoutes) {
        routes.get(
            "/api/requests", requires: .permission(.viewUsage),
            APIOperation(
                "List LLM calls, the newest first", listing: RequestResponse.self, query: RequestQuery.parameters)
        ) { request, context in
            let page = try PageQuery(request)
            let (found, hasMore) = try await control.requests.list(
                context.caller, try RequestQuery(request), before: try page.cursor.map(RequestPosition.reading),
                limit: page.limit)
            return try JSONAnswer.make(
                Page(
                    items: found.map { RequestResponse($0) },
                    nextCursor: hasMore ? found.last.map { RequestPosition($0).text } : nil))
        }
        routes.get(
            "/api/requests/:id", requires: .permission(.viewUsage),
            APIOperation("Explain an LLM call", answers: .ok(RequestDetailResponse.self))
        ) { _, context in
            let explained = try await control.requests.show(context.caller, context.id("id", "request"))
            return try JSONAnswer.make(RequestDetailResponse(explained))
        }
    }
}

extension RequestPosition {
    /// - Throws: `INVALID_REQUEST` (`cursor`).
    static func reading(_ text: String) throws(ControlError) -> RequestPosition {
        guard let position = RequestPosition(text) else {
            throw .invalid("cursor", "This takes the next_cursor of an answer.")
        }
        return position
    }
}

extension RequestQuery {
    static let parameters: [QueryParameter] = [
        QueryParameter("agent", .text, "The agent's id."),
        QueryParameter("type", .text, "The agent type's id."),
        QueryParameter("provider", .text, "The provider's id."),
        QueryParameter("model", .text, "The model, as it was asked for."),
        QueryParameter(
            "outcome", .words(["error"] + CallOutcome.allCases.map(\.word)), "How it ended; `error` for any error."),
        QueryParameter("status", .integer, .integer(0...999, "The status that the agent saw.")),
        QueryParameter("from", .text, "An RFC 3339 time or a day: only what happened from then on."),
        QueryParameter("to", .text, "An RFC 3339 time or a day: only what happened before it."),
    ]

    /// The filter of an address, which the page and the API write alike.
    /// - Throws: `INVALID_REQUEST` naming the parameter.
    init(_ request: Request) throws(ControlError) {
        func text(_ name: String) -> String? {
            request.uri.queryParameters[name[...]].map(String.init).flatMap { $0.isEmpty ? nil : $0 }
        }
        func id<Entity>(_ name: String) throws(ControlError) -> ID<Entity>? {
            guard let text = text(name) else { return nil }
            guard let id = ID<Entity>(text) else { throw .invalid(name, "This takes an id.") }
            return id
        }
        func status() throws(ControlError) -> Int64? {
            guard let text = text("status") else { return nil }
            guard let status = Int64(text), (0...999).contains(status) else {
                throw .invalid("status", "This takes a status such as 429.")
            }
            return status
        }
        self.init(
            agent: try id("agent"), agentType: try id("type"), provider: try id("provider"), model: text("model"),
            ending: try text("outcome").map(Ending.reading), status: try status(),
            from: try TimeQuery.moment("from", of: request), to: try TimeQuery.moment("to", of: request))
    }
}

extension RequestQuery.Ending {
    /// - Throws: `INVALID_REQUEST` (`outcome`).
    static func reading(_ text: String) throws(ControlError) -> Self {
        if text == "error" { return .error }
        if let outcome = CallOutcome.allCases.first(where: { $0.word == text }) { return .outcome(outcome) }
        let words = (["error"] + CallOutcome.allCases.map(\.word)).joined(separator: ", ")
        throw .invalid("outcome", "This is one of \(words).")
    }
}

extension RequestDetailResponse {
    init(_ request: ExplainedRequest) {
        let event = request.event
        self.init(
            call: RequestResponse(event), agentName: request.names.agents[event.agent],
            agentTypeName: request.names.types[event.agentType], providerName: request.names.providers[event.provider],
            returnedModel: event.returnedModel,
            timeToFirstByteMs: event.timeToFirstByte.map { Double($0) / 1000 }, explanation: request.words,
            lines: request.lines.map {
                RequestLineResponse(
                    kind: $0.kind.rawValue, tokens: $0.tokens, pricePerMillion: $0.pricePerMillion?.decimal,
                    cost: $0.cost?.decimal)
            }, costReason: request.costReason)
    }
}

extension ExplainedRequest.Line {
    /// What a million of such tokens cost.
    var pricePerMillion: Nanodollars? { price.map { Nanodollars($0 * 1000) } }
}
