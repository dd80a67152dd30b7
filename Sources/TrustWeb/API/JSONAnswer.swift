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
        var headers: HTTPFields = [.contentType: mediaType]
        if let location { headers[.location] = location }
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(data: try encode(value))))
    }

    static let mediaType = "application/json; charset=utf-8"

    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
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
