// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import NIOCore
import NIOFoundationCompat
import TrustCore

/// The strong tag of an answer: the version of the record that it shows, and a digest of its bytes.
///
/// A reader asks whether the bytes are the same (`If-None-Match`), and those hold more than the record: who uses it, how
/// it fares. A writer asks whether the record is (`If-Match`), and is not to be refused because an agent has started.
enum EntityTag {
    static func text(_ version: RecordVersion, body: ByteBuffer) -> String {
        "\"\(version.text).\(RecordVersion.digest(of: body.readableBytesView))\""
    }

    /// Whether one of a request's tags is this one.
    static func matches(_ tag: String, noneOf request: Request) -> Bool {
        let tags = list(request.headers[values: .ifNoneMatch])
        // A cache may call a strong tag weak: for reading, that is as good.
        return tags.contains { $0 == "*" || $0 == tag || $0 == "W/" + tag }
    }

    /// The tags of a header, as they are written. Ours hold no comma.
    static func list(_ values: [String]) -> [String] {
        values.flatMap { $0.split(separator: ",") }
            .map { String($0.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed()) }
    }
}

extension Precondition {
    /// What `If-Match` demands. A tag that is not one of ours matches nothing.
    init(_ request: Request) {
        let tags = EntityTag.list(request.headers[values: .ifMatch])
        guard !tags.isEmpty, !tags.contains("*") else {
            self = .none
            return
        }
        self.init(
            versions: Set(
                tags.compactMap { tag in
                    guard tag.utf8.count >= 2, tag.first == "\"", tag.last == "\"" else { return nil }
                    return RecordVersion(String(tag.dropFirst().dropLast().prefix { $0 != "." }))
                }))
    }
}

extension JSONAnswer {
    /// An answer with the version of what it shows; 304 where the reader has it already.
    static func make(
        _ value: some Encodable, version: RecordVersion, for request: Request
    ) throws -> Response {
        let body = ByteBuffer(data: try encode(value))
        let tag = EntityTag.text(version, body: body)
        if request.method == .get || request.method == .head, EntityTag.matches(tag, noneOf: request) {
            return Response(status: .notModified, headers: [.eTag: tag])
        }
        return Response(
            status: .ok, headers: [.contentType: mediaType, .eTag: tag], body: ResponseBody(byteBuffer: body))
    }
}
