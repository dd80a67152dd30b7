// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// Messages to one agent, and what was said.
struct MessagesAPI: Sendable {
    let control: Control

    func register(on routes: APIRoutes) {
        routes.post(
            "/api/v1/agents/:id/messages", requires: .permission(.ask),
            APIOperation(
                "Send an agent a message",
                detail: """
                    Waits for the answer; with `webhook_url`, or `Prefer: respond-async`, the answer is delivered instead. \
                    With `Accept: text/event-stream` it is told as events.
                    """,
                takes: .required(SendMessageRequest.self),
                answers: .ok(MessageResponse.self).or(mediaType: "text/event-stream"),
                .accepted(CallbackResponse.self),
                errors: CustomerAPI.messageErrors + [.webhookNotSet, .webhookURLNotAllowed]),
            resumes: true
        ) { request, context in
            try await send(request, context)
        }
        routes.get(
            "/api/v1/agents/:id/messages", requires: .permission(.viewConversations),
            APIOperation(
                "List an agent's messages, newest first", listing: MessageItem.self, errors: [.agentNotFound])
        ) { request, context in
            let query = try PageQuery(request)
            let list = try await control.asking.messages(
                context.caller, ofAgent: Self.agent(context), before: Self.cursor(query), limit: query.limit + 1)
            let (items, next) = try await page(list, query, context)
            return try JSONAnswer.make(Page(items: items, nextCursor: next))
        }
        routes.get(
            "/api/v1/conversations/:id/history", requires: .permission(.viewConversations),
            APIOperation(
                "Read a conversation, oldest message first", query: [.limit, .cursor],
                answers: .ok(HistoryResponse.self))
        ) { request, context in
            let query = try PageQuery(request)
            let (thread, list) = try await control.asking.history(
                context.caller, of: context.id("id", "conversation"), after: Self.cursor(query),
                limit: query.limit + 1)
            let (items, next) = try await page(list, query, context)
            return try JSONAnswer.make(
                HistoryResponse(
                    threadID: thread.id, sessionID: thread.session, agentID: thread.agent, items: items,
                    nextCursor: next))
        }
    }

    private func send(_ request: Request, _ context: ControlContext) async throws -> Response {
        let value = try StrictBody<SendMessageRequest>(request, context).value
        let streams = request.acceptsEventStream
        let isDelivered = value.webhookURL != nil || request.prefersNotToWait
        if streams, isDelivered {
            throw ControlError.invalid("webhook_url", "An answer is streamed or delivered, not both.")
        }
        var new = NewMessage(
            content: value.message, session: value.sessionID, id: context.repetition,
            patience: streams || isDelivered ? MessagePatience.delivery : MessagePatience.answer)
        if isDelivered {
            new.delivery = try await control.webhooks.delivery(for: context.caller, url: value.webhookURL)
        }
        let submission = try await control.asking.submit(context.caller, .agent(Self.agent(context)), new)
        context.notes.note(submission.agentLimit)
        if isDelivered {
            let message = submission.message
            return try JSONAnswer.make(
                CallbackResponse(
                    callbackID: CallbackID(of: message.id).callbackText, status: "processing",
                    agentID: message.agent, timestamp: message.createdAt.rfc3339), status: .accepted)
        }
        if streams {
            return MessageStream(asking: control.asking, logger: context.logger) { MessageResponse($0) }
                .response(to: submission)
        }
        return try JSONAnswer.make(MessageResponse(try await control.asking.answer(to: submission)))
    }

    private func page(
        _ list: [Message], _ query: PageQuery, _ context: ControlContext
    ) async throws -> ([MessageItem], String?) {
        let part = Array(list.prefix(query.limit))
        let metadata = try await control.asking.metadata(context.caller, of: part)
        let items = part.map { MessageItem($0, metadata[$0.id] ?? AnswerMetadata()) }
        return (items, list.count > part.count ? items.last?.messageID : nil)
    }

    /// - Throws: `AGENT_NOT_FOUND` for anything but a UUID, as if there were no such agent.
    private static func agent(_ context: ControlContext) throws(ControlError) -> AgentID {
        guard let text = context.parameters.get("id"), let id = AgentID(text) else {
            throw ControlError(.agentNotFound, "There is no such agent.")
        }
        return id
    }

    private static func cursor(_ query: PageQuery) throws(ControlError) -> MessageID? {
        guard let text = query.cursor else { return nil }
        guard text.hasPrefix("msg_"), let id = MessageID(String(text.dropFirst(4))) else {
            throw .invalid("cursor", "This is not a cursor of this list.")
        }
        return id
    }
}

extension Request {
    /// `Prefer: respond-async` (RFC 7240): the answer is to go to the organization's webhook.
    var prefersNotToWait: Bool {
        headers[values: .prefer].contains { value in
            value.split(separator: ",").contains { $0.trimmingSpaces.lowercased() == "respond-async" }
        }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}

extension HTTPFields.Element.Name {
    static let prefer = name("Prefer")
}

extension MessageMetadata {
    init(_ metadata: AnswerMetadata) {
        self.init(
            tokensUsed: metadata.tokens, model: metadata.model, durationMs: metadata.duration,
            toolCalls: metadata.tools.map { $0.map(ToolUse.init) })
    }
}

extension MessageResponse {
    init(_ answer: TrustControl.Answer) {
        self.init(
            messageID: answer.message.messageText, threadID: answer.thread, sessionID: answer.session,
            agentID: answer.agent, content: [ContentBlock(text: answer.content)],
            metadata: MessageMetadata(answer.metadata), timestamp: answer.finishedAt.rfc3339)
    }
}

extension MessageItem {
    init(_ message: Message, _ metadata: AnswerMetadata) {
        var content: [ContentBlock] = []
        var status = "completed"
        switch message.state {
        case .queued: status = "queued"
        case .taken: status = "processing"
        case .done: content = [ContentBlock(text: message.reply ?? "")]
        case .failed:
            status = "failed"
            let code = message.errorCode ?? .agentFailed
            content = [ContentBlock(error: code, details: message.reply ?? AskService.words(for: code))]
        }
        self.init(
            messageID: message.id.messageText, threadID: message.thread, agentID: message.agent, status: status,
            message: message.content, content: content, metadata: MessageMetadata(metadata),
            timestamp: message.createdAt.rfc3339, finishedAt: message.finishedAt?.rfc3339)
    }
}
