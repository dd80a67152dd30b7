// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging
import NIOCore
import TrustControl
import TrustCore

/// Carries a request with an `Idempotency-Key` out once: whoever sends it again gets the answer that it had.
///
/// Answers of status 5xx, 429 and 408 are not kept, so that trying again can help. Where the server ended in the
/// middle, a route that `resumes` finds what it began by the request's id; any other says that the outcome is unknown.
struct RepeatedRequests: Sendable {
    /// The longest answer that is kept, in bytes.
    private static let answerLimit = 1 << 20

    let service: RepeatService

    func run(
        _ request: Request, _ context: ControlContext, path: String, resumes: Bool,
        _ handler: @escaping AccessRoutes.Handler
    ) async throws -> Response {
        let keys = request.headers[values: .idempotencyKey]
        guard request.method == .post, path.hasPrefix("/api/"), let key = keys.first, let caller = context.admitted
        else { return try await handler(request, context) }
        guard keys.count == 1 else {
            throw ControlError.invalid("Idempotency-Key", "The request carries more than one.")
        }
        let digest = context.body.withBytes { service.digest(of: "\(request.method) \(request.uri.string)", body: $0) }
        switch try await service.claim(caller, key: key, digest: digest) {
        case .carryOut(let id):
            return try await carryOut(id, request, context, handler)
        case .interrupted(let id):
            guard resumes else {
                try await service.abandon(id)
                throw Refusal(
                    .conflict, .outcomeUnknown,
                    "This request was interrupted, and may have taken effect. Look, and use another key.")
            }
            return try await carryOut(id, request, context, handler)
        case .answered(let answer): return Self.response(answer)
        case .answeredWithSecret:
            throw Refusal(
                .conflict, .alreadyAnswered, "This request was answered with something that is shown only once.")
        case .keyReused:
            throw Refusal(
                .unprocessableContent, .idempotencyKeyReused, "This key was used with another path or body.")
        case .inProgress:
            throw Refusal(.conflict, .requestInProgress, "The same request is still being carried out.")
        }
    }

    /// In a task of its own, because what has begun must be carried out and noted also when the caller hangs up.
    private func carryOut(
        _ id: ID<RepeatableRequest>, _ request: Request, _ context: ControlContext,
        _ handler: @escaping AccessRoutes.Handler
    ) async throws -> Response {
        var context = context
        context.repetition = MessageID(uuid: id.uuid)
        let known = context
        return try await Task { try await answer(id, request, known, handler) }.value
    }

    private func answer(
        _ id: ID<RepeatableRequest>, _ request: Request, _ context: ControlContext,
        _ handler: AccessRoutes.Handler
    ) async throws -> Response {
        var response: Response
        var refusal: Refusal?
        do {
            response = try await handler(request, context)
        } catch {
            let shown = Refusal(error, logger: context.logger)
            refusal = shown
            response = try JSONAnswer.error(shown)
        }
        try await note(&response, id, context)
        if let refusal { throw refusal }
        return response
    }

    private func note(
        _ response: inout Response, _ id: ID<RepeatableRequest>, _ context: ControlContext
    ) async throws {
        let status = Int64(response.status.code)
        guard status < 500, status != 429, status != 408 else { return try await service.release(id) }
        // A stream is not kept: what it tells of is found again by the id.
        guard let length = response.body.contentLength, length <= Self.answerLimit else {
            return try await service.abandon(id)
        }
        let collector = BodyCollector()
        try await response.body.write(collector)
        let body = collector.bytes
        response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        // Whoever forgets to say that a secret is shown must not have it stored.
        if context.notes.hasSecret || RepeatService.holdsToken(body) {
            return try await service.keepSecretShown(status: status, for: id)
        }
        try await service.keep(
            KeptAnswer(
                status: status, contentType: response.headers[.contentType], location: response.headers[.location],
                body: body), for: id)
    }

    private static func response(_ answer: KeptAnswer) -> Response {
        var headers: HTTPFields = [.idempotentReplayed: "true"]
        headers[.contentType] = answer.contentType
        headers[.location] = answer.location
        return Response(
            status: HTTPResponse.Status(code: Int(answer.status)), headers: headers,
            body: answer.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}

extension HTTPFields.Element.Name {
    static let idempotencyKey = name("Idempotency-Key")
    static let idempotentReplayed = name("Idempotent-Replayed")
}

/// Takes a body in.
private final class BodyCollector: ResponseBodyWriter {
    private(set) var bytes: [UInt8] = []

    func write(_ buffer: ByteBuffer) { bytes.append(contentsOf: buffer.readableBytesView) }
    func finish(_ trailingHeaders: HTTPFields?) {}
}
