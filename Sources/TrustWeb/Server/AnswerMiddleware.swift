// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging
import TrustControl
import TrustCore

/// Outermost: refuses hosts and methods that are not ours, turns every error into an answer, and writes what every
/// answer carries.
struct AnswerMiddleware: RouterMiddleware {
    let configuration: ControlServerConfiguration
    let table: RouteTable
    let dashboard: (any DashboardPages)?

    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

    @concurrent
    func handle(
        _ request: Request, context: ControlContext,
        next: @concurrent (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.usesTLS = configuration.usesTLS
        context.publicOrigin = configuration.publicOrigin?.text
        context.logger[metadataKey: "request.id"] = "\(context.requestID)"
        var response: Response
        do {
            try check(request)
            response = try await next(request, context)
        } catch {
            let refusal = refusal(error, request, context)
            if refusal.status == .unauthorized || refusal.status == .forbidden {
                context.logger.info(
                    "request refused",
                    metadata: ["error.code": "\(refusal.code.rawValue)", "client.address": "\(context.address)"])
            }
            response = await answer(to: refusal, request, context)
        }
        SecurityHeaders.write(into: &response, usesTLS: configuration.usesTLS)
        response.headers[.requestID] = context.requestID
        return response
    }

    private func check(_ request: Request) throws {
        guard let authority = request.head.authority, !authority.isEmpty else {
            throw Refusal(.badRequest, .invalidRequest, "The request names no host.")
        }
        guard configuration.allows(authority: authority) else {
            throw Refusal(.misdirectedRequest, .invalidRequest, "This server does not answer to that name.")
        }
        guard Self.methods.contains(request.method.rawValue) else { throw methodRefusal(request) }
    }

    private func refusal(_ error: any Error, _ request: Request, _ context: ControlContext) -> Refusal {
        if let error = error as? HTTPError, error.status == .notFound, !table.methods(of: request.uri.path).isEmpty {
            return methodRefusal(request)
        }
        return Refusal(error, logger: context.logger)
    }

    private func methodRefusal(_ request: Request) -> Refusal {
        var refusal = Refusal(.methodNotAllowed, .invalidRequest, "This path does not take that method.")
        refusal.headers["Allow"] = table.methods(of: request.uri.path).joined(separator: ", ")
        return refusal
    }

    private func answer(to refusal: Refusal, _ request: Request, _ context: ControlContext) async -> Response {
        var response: Response
        if request.isPage {
            response = await page(for: refusal, request, context)
        } else {
            response = (try? JSONAnswer.error(refusal)) ?? Response(status: .internalServerError)
        }
        for (name, value) in refusal.headers { response.headers[.name(name)] = value }
        return response
    }

    private func page(for refusal: Refusal, _ request: Request, _ context: ControlContext) async -> Response {
        if let page = await dashboard?.page(for: refusal, request: request, context: context) { return page }
        if request.method == .get || request.method == .head {
            if refusal.code == .setupRequired { return .redirect(to: "/setup", type: .normal) }
            if refusal.code == .unauthenticated {
                let path = request.uri.path
                let isPlain = path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"&#%+?\\".utf8.contains($0) }
                return .redirect(to: isPlain && path != "/" ? "/sign-in?next=\(path)" : "/sign-in", type: .normal)
            }
        }
        // Nothing in it comes from the request.
        let html = """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>AG2Trust</title>\
            <h1>\(refusal.status.code)</h1><p>\(refusal.status.reasonPhrase)</p></html>
            """
        return Response(
            status: refusal.status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}
