// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import TrustCore
import TrustDialects

// From the parts of a request to what it is for.
extension CallerHandler {
    func take(_ part: HTTPServerRequestPart) {
        switch (part, phase) {
        case (.head(let head), .idle): begin(head)
        case (.body(let bytes), .collecting(let request)):
            let hasRoom = loop.bodiesInFlight + bytes.readableBytes <= loop.limits.bodiesInFlight
            if hasRoom, request.add(bytes) {
                loop.bodiesInFlight += bytes.readableBytes
                bodyBytes += bytes.readableBytes
            } else {
                request.body = ByteBuffer()
                releaseBody()
                phase = .refusing(hasRoom ? .tooLarge : .overloaded, request)
            }
        case (.body(let bytes), .refusing(let refusal, let request)):
            request.discarded += bytes.readableBytes
            // Some of a refused body is read, so that the answer is not lost to a reset; not all of it.
            if request.discarded > 1 << 20 {
                keepsAlive = false
                answer(refusal)
            }
        case (.end, .collecting(let request)): admit(request)
        case (.end, .refusing(let refusal, _)): answer(refusal)
        default: break
        }
    }

    func begin(_ head: HTTPRequestHead) {
        requestID = loop.ids.make(at: loop.setup.clock.now())
        keepsAlive = head.isKeepAlive && !loop.isDraining
        deadline = .now() + TimeAmount(loop.timeouts.body)
        let fields = CallerFields(head.headers)
        dialect = nil
        if fields.isAmbiguous {
            keepsAlive = false
            return answer(.badRequest)
        }
        let query = head.uri.utf8.firstIndex(of: UInt8(ascii: "?")) ?? head.uri.endIndex
        let path = head.uri[..<query]
        let request = IncomingRequest(head: head, query: head.uri[query...])
        do throws(Refusal) {
            guard let destination = Destination(path: path) else {
                if path.hasPrefix("/v1/") { dialect = fields.looksAnthropic ? .anthropic : .openai }
                throw .notFound
            }
            request.destination = destination
            if case .provider(let endpoint, _) = destination {
                dialect = endpoint.dialect ?? (fields.looksAnthropic ? .anthropic : .openai)
            }
            guard destination.method == head.method.rawValue else { throw .wrongMethod }
            try authenticate(request, fields)
            if let length = fields.contentLength {
                guard length <= request.limit else {
                    keepsAlive = false
                    throw .tooLarge
                }
                request.expect(length)
            }
            phase = .collecting(request)
            if fields.expectsContinue { writeContinue() }
        } catch {
            phase = .refusing(error, request)
            // The body that the caller announced is not wanted.
            if fields.expectsContinue || (fields.contentLength ?? 0) > 1 << 20 {
                keepsAlive = false
                answer(error)
            }
        }
    }

    func authenticate(_ request: IncomingRequest, _ fields: CallerFields) throws(Refusal) {
        switch request.destination {
        case .health: break
        case .readiness: if loop.snapshot == nil { throw .notReady }
        case .channel:
            // A gateway that knows nothing yet must not call anybody a stranger.
            guard let snapshot = loop.snapshot else { throw .notReady }
            guard let agent = Authenticate.agent(by: fields.bearer, in: snapshot), allows(agent) else {
                loop.counters.unauthenticated += 1
                throw .unauthenticated
            }
            request.caller = Authenticate.Caller(agent: agent, key: nil)
            request.limit = loop.limits.channelBody
        case .provider(_, let agent):
            guard let snapshot = loop.snapshot else { throw .notReady }
            guard
                let caller = Authenticate.caller(
                    fields, agent: agent, in: snapshot, fingerprint: loop.setup.fingerprint),
                allows(caller.agent)
            else {
                loop.counters.unauthenticated += 1
                throw .unauthenticated
            }
            request.caller = caller
            request.limit = loop.limits.body
        }
    }

    /// Whether what an agent is known by may be used now and from here.
    private func allows(_ agent: GatewayAgent) -> Bool {
        agent.tokenTerms.isUnlimited || agent.tokenTerms.allow(from: address, at: loop.setup.clock.now())
    }

    func admit(_ request: IncomingRequest) {
        loop.counters.bytesIn += Int64(request.body.readableBytes)
        phase = .busy
        deadline = .distantFuture
        switch request.destination {
        case .health, .readiness: answerJSON(200, #"{"status":"ok"}"#)
        case .channel(let operation):
            do throws(Refusal) {
                perform(operation, for: try presentCaller(of: request).agent, body: request.body)
            } catch {
                answer(error)
            }
        case .provider(let endpoint, _):
            do throws(Refusal) {
                try start(endpoint, request)
            } catch {
                answer(error)
            }
        }
    }

    /// Who called, if what they came with is still good now that the whole request is there.
    private func presentCaller(of request: IncomingRequest) throws(Refusal) -> Authenticate.Caller {
        guard let caller = request.caller, let snapshot = loop.snapshot else { throw .internalError }
        guard let present = Authenticate.renewed(caller, in: snapshot) else {
            loop.counters.unauthenticated += 1
            throw .unauthenticated
        }
        return present
    }

    func start(_ endpoint: LLMEndpoint, _ request: IncomingRequest) throws(Refusal) {
        guard let snapshot = loop.snapshot else { throw .internalError }
        let caller = try presentCaller(of: request)
        let first = caller.key?.target ?? 0
        let scan = endpoint.isMetered ? try Decode.scan(request.body) : nil
        guard caller.agent.route.indices.contains(first) else { throw .internalError }
        let dialect = try Authorize.dialect(of: endpoint, for: caller.agent.route[first])
        self.dialect = dialect
        let admitted = AdmittedRequest(
            id: requestID, agent: caller.agent, endpoint: endpoint, query: request.query, dialect: dialect,
            headers: request.head.headers, takesChunks: request.head.version != .http1_0,
            chain: Route.chain(of: caller.agent, first: first), callerKey: caller.key?.text, body: request.body,
            scan: scan, startedAt: loop.setup.clock.now(), prices: snapshot.prices,
            message: request.head.headers.first(name: ChannelHeader.message).flatMap(MessageID.init))
        var slot: Int32?
        if endpoint.isMetered { slot = try loop.reserve(admitted.event(provider: admitted.chain[0].provider)) }
        let call = Call(loop: loop, caller: self, request: admitted, slot: slot)
        self.call = call
        // From here on the call accounts for the body.
        bodyBytes = 0
        call.begin()
    }

    func releaseBody() {
        loop.bodiesInFlight -= bodyBytes
        bodyBytes = 0
    }

    func perform(_ operation: Destination.ChannelOperation, for agent: GatewayAgent, body: ByteBuffer) {
        let channel = AgentChannel(loop.setup, agent: agent.id)
        isPolling = operation == .nextMessage
        let promise = loop.eventLoop.makePromise(of: AgentChannel.Answer.self)
        task = promise.completeWithTask { try await channel.perform(operation, body: body) }
        promise.futureResult.assumeIsolated().whenComplete { result in
            self.task = nil
            switch result {
            case .success(let answer): self.answerJSON(answer.status, answer.json)
            case .failure(let error): self.answer(Refusal(error))
            }
        }
    }
}
