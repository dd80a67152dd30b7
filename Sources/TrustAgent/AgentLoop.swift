// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// The agent's life: take a message, ask the model, use tools, answer; until the process is ended, which nothing here
/// has to prepare for, since the server finds another agent for a message that is not answered, or fails it.
package struct AgentLoop<Conversation: ModelConversation>: Sendable {
    /// How many times a model may ask for tools before it has to answer in words.
    package static var roundLimit: Int { 8 }
    /// How long the gateway may refuse the token: just after a start it may not have heard of it yet.
    package static var refusalLimit: Duration { .seconds(10) }

    private let settings: ModelSettings
    private let channel: GatewayChannel
    private let model: ModelClient
    private let tools: ToolBox
    private let log: AgentLog
    private let wait: @Sendable (Duration) async throws -> Void

    package init(
        settings: ModelSettings, channel: GatewayChannel, model: ModelClient, tools: ToolBox, log: AgentLog,
        wait: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.settings = settings
        self.channel = channel
        self.model = model
        self.tools = tools
        self.log = log
        self.wait = wait
    }

    /// Runs until it is cancelled.
    /// - Throws: `CancellationError`, or `AgentError` of kind `tokenRefused` where the gateway keeps refusing.
    package func run() async throws {
        var backoff = Backoff()
        var refusals: Duration = .zero
        while true {
            try Task.checkCancellation()
            do {
                let message = try await channel.next()
                backoff.succeed()
                refusals = .zero
                if let message { try await handle(message) }
            } catch let error as AgentError where error.kind == .tokenRefused {
                guard refusals < Self.refusalLimit else { throw error }
                // Soon at first, since a start is usually known within milliseconds.
                let pause = min(max(refusals, .milliseconds(50)), .seconds(1))
                refusals += pause
                try await wait(pause)
            } catch {
                try Task.checkCancellation()
                let pause = backoff.fail()
                let reason = (error as? AgentError)?.publicMessage ?? "The gateway can't be reached."
                log.line("waiting \(pause.components.seconds + 1) s: \(reason)")
                try await wait(pause)
            }
        }
    }

    /// Answers one message, or says why there is no answer.
    /// - Throws: as `run`.
    package func handle(_ message: ChannelMessage) async throws {
        let start = ContinuousClock.now
        log.line("message \(message.messageID) taken")
        var tools: [String] = []
        let reply: ChannelReply
        do {
            let text = try await answer(message, noting: &tools)
            reply = ChannelReply(
                messageID: message.messageID, content: text, toolCalls: Int64(tools.count), tools: tools)
        } catch {
            try Task.checkCancellation()
            let reason = (error as? AgentError)?.publicMessage ?? "The agent could not answer."
            log.line("message \(message.messageID) failed: \(reason)")
            reply = ChannelReply(
                messageID: message.messageID, content: reason, errorCode: .agentFailed,
                toolCalls: Int64(tools.count), tools: tools)
        }
        try await post(reply)
        let milliseconds = (ContinuousClock.now - start) / Duration.milliseconds(1)
        log.line("message \(message.messageID) done in \(Int(milliseconds)) ms, \(tools.count) tool calls")
    }

    private func answer(_ message: ChannelMessage, noting used: inout [String]) async throws -> String {
        var conversation = Conversation(settings: settings, message: message)
        for round in 0...Self.roundLimit {
            let isLast = round == Self.roundLimit
            let body = conversation.body(toolsAllowed: !isLast)
            let turn = try conversation.receive(try await model.call(body, for: message.messageID))
            if turn.calls.isEmpty { return turn.text }
            if isLast { break }
            var results: [ToolResult] = []
            for call in turn.calls {
                let (result, isCounted) = try await tools.run(call)
                if isCounted, used.count < ChannelReply.toolLimit { used.append(call.name) }
                results.append(result)
            }
            conversation.add(results)
        }
        throw AgentError(.noAnswer, "The model kept asking for tools instead of answering.")
    }

    /// A reply is worth several tries: the model's work is in it.
    private func post(_ reply: ChannelReply) async throws {
        var backoff = Backoff()
        for attempt in 1... {
            do {
                let isWanted = try await channel.post(reply)
                if !isWanted { log.line("message \(reply.messageID): the reply is not wanted any more") }
                return
            } catch let error as AgentError where error.kind == .tokenRefused {
                throw error
            } catch {
                try Task.checkCancellation()
                guard attempt < 6 else { throw error }
                try await wait(backoff.fail())
            }
        }
    }
}
