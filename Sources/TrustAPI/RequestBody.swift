// SPDX-License-Identifier: Apache-2.0

/// A request body that is read strictly: a field that it does not name is refused.
package protocol RequestBody: Codable, Sendable {
    /// Every field that the body may have, as written in JSON.
    static var fieldNames: [String] { get }
    /// Those of them that carry a secret, cut from the bytes before anything else looks at them.
    static var secretFields: [String] { get }
}

extension RequestBody {
    package static var secretFields: [String] { [] }
}

/// A list of things with where it goes on.
package struct Page<Item: Codable & Sendable>: Codable, Sendable {
    package var items: [Item]
    /// Hand it back as `cursor` to get what follows; `null` at the end.
    package var nextCursor: String?

    package init(items: [Item], nextCursor: String? = nil) {
        self.items = items
        self.nextCursor = nextCursor
    }

    package enum CodingKeys: String, CodingKey {
        case items
        case nextCursor = "next_cursor"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        try container.encode(nextCursor, forKey: .nextCursor)
    }
}
