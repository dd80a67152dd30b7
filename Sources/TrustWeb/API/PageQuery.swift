// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// Which part of a list is asked for.
struct PageQuery {
    static let limits: ClosedRange<Int64> = 1...200
    static let defaultLimit = 50

    let limit: Int
    /// The `next_cursor` of the part before.
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

    /// The part of a list that is asked for, in the order of a key and then of ids.
    ///
    /// A part goes on behind the place of the item that the one before ended with, whether or not that is still there:
    /// what is added or taken away elsewhere neither repeats nor hides the others.
    /// - Parameters:
    ///   - items: all there is.
    ///   - id: tells items with the same key apart.
    ///   - key: what they are ordered by.
    ///   - isDescending: whether the greatest key comes first.
    ///   - answer: how an item is shown.
    /// - Throws: `INVALID_REQUEST` (`cursor`) for what is no cursor.
    func page<Item, Answer: Codable & Sendable>(
        of items: [Item], id: (Item) -> String, by key: (Item) -> String = { _ in "" }, isDescending: Bool = false,
        _ answer: (Item) -> Answer
    ) throws(ControlError) -> Page<Answer> {
        var places = items.map { (place: ListPlace(key: key($0), id: id($0)), item: $0) }
        places.sort { isDescending ? $1.place < $0.place : $0.place < $1.place }
        if let cursor {
            guard let last = ListPlace(cursor: cursor) else {
                throw .invalid("cursor", "This takes the next_cursor of an answer.")
            }
            places = Array(places.drop { isDescending ? !($0.place < last) : !(last < $0.place) })
        }
        let part = places.prefix(limit)
        let next = part.count < places.count ? part.last?.place.cursor : nil
        return Page(items: part.map { answer($0.item) }, nextCursor: next)
    }
}

/// A place in an ordered list.
private struct ListPlace: Comparable {
    var key: String
    var id: String

    // By bytes, as the database does it.
    static func < (left: Self, right: Self) -> Bool {
        left.key.utf8.elementsEqual(right.key.utf8)
            ? left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
            : left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
    }

    init(key: String, id: String) {
        self.key = key
        self.id = id
    }

    /// `nil` for what `cursor` did not make.
    init?(cursor: String) {
        let base64 = cursor.replacing("-", with: "+").replacing("_", with: "/")
        let padded = base64 + String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard cursor.utf8.count <= 2000, let data = Data(base64Encoded: padded),
            let parts = try? JSONDecoder().decode([String].self, from: data), parts.count == 2
        else { return nil }
        self.init(key: parts[0], id: parts[1])
    }

    /// The place in letters that an address may hold; nothing in it is a secret, nor for others to read.
    var cursor: String {
        let data = (try? JSONEncoder().encode([key, id])) ?? Data()
        return data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
