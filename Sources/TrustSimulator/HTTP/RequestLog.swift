// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging
import NIOCore
import TrustCore

/// Writes one line a request, and gives what no route answered a body that says who speaks.
struct RequestLog: RouterMiddleware {
    @concurrent func handle(
        _ request: Request, context: SimulatorContext,
        next: @concurrent (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        let response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = Self.refusal(status: error.status)
        }
        var metadata = context.metadata
        metadata["path"] = "\(request.uri.path.prefix(200))"
        metadata["status"] = "\(response.status.code)"
        context.logger.info("simulator answered", metadata: metadata)
        return response
    }

    private static func refusal(status: HTTPResponse.Status) -> Response {
        let error = WireError(
            status: status.code, type: "invalid_request_error", message: "\(status.code) \(status.reasonPhrase)")
        let body = OpenAIWire().body(of: error, id: "").compactText
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(string: body)))
    }
}
