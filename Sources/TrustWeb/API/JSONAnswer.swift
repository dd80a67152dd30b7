// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import NIOCore
import NIOFoundationCompat
import TrustAPI
import TrustControl
import TrustCore

/// JSON answers.
enum JSONAnswer {
    static func make(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, location: String? = nil
    ) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var headers: HTTPFields = [.contentType: "application/json; charset=utf-8"]
        if let location { headers[.location] = location }
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(data: try encoder.encode(value))))
    }

    static var noContent: Response { Response(status: .noContent) }

    /// The one shape of every error.
    static func error(_ refusal: Refusal) throws -> Response {
        var response = try make(
            ErrorBody(error: refusal.message, errorCode: refusal.code, details: refusal.details),
            status: refusal.status)
        if refusal.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }
}

/// Which part of a list is asked for.
struct PageQuery {
    static let limits: ClosedRange<Int64> = 1...200
    static let defaultLimit = 50

    let limit: Int
    /// The id that the part before ended with.
    let cursor: String?

    /// - Throws: `INVALID_REQUEST` (`limit`).
    init(_ request: Request) throws(ControlError) {
        if let text = request.uri.queryParameters["limit"] {
            guard let limit = Int64(text), Self.limits.contains(limit) else {
                throw .invalid("limit", "This takes a number from 1 to 200.")
            }
            self.limit = Int(limit)
        } else {
            limit = Self.defaultLimit
        }
        cursor = request.uri.queryParameters["cursor"].map(String.init)
    }

    /// The part of a list that is asked for.
    /// - Throws: `INVALID_REQUEST` (`cursor`) where there is no such item (any more).
    func page<Item, Answer: Codable & Sendable>(
        of items: [Item], id: (Item) -> String, _ answer: (Item) -> Answer
    ) throws(ControlError) -> Page<Answer> {
        var rest = items[...]
        if let cursor {
            guard let index = items.firstIndex(where: { id($0) == cursor }) else {
                throw .invalid("cursor", "The list has changed. Begin again without a cursor.")
            }
            rest = items[(index + 1)...]
        }
        let part = rest.prefix(limit)
        let next = part.count < rest.count ? part.last.map(id) : nil
        return Page(items: part.map(answer), nextCursor: next)
    }
}
