// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// The identifier of one kind of thing: a UUIDv7, written in lower case, that can't be mistaken for another kind's.
package struct ID<Entity>: Hashable, Sendable, Codable, Comparable, CustomStringConvertible, LosslessStringConvertible {
    /// The sixteen bytes behind it.
    package let uuid: UUID

    package init(uuid: UUID) { self.uuid = uuid }

    /// Reads the 36-character form, in either case; `nil` for anything else.
    package init?(_ text: String) { self.init(text[...].utf8) }

    /// The same from a part of a text, without making a string of it.
    package init?(_ text: Substring.UTF8View) {
        guard let uuid = UUIDText.read(text) else { return nil }
        self.uuid = uuid
    }

    /// A new id that sorts by the moment it was made (RFC 9562, version 7).
    package static func make(at moment: Timestamp = .now()) -> Self {
        var generator = SystemRandomNumberGenerator()
        return make(at: moment, random: (generator.next(), generator.next()))
    }

    /// The same with the randomness handed in; 74 bits of it are used.
    package static func make(at moment: Timestamp, random: (UInt64, UInt64)) -> Self {
        let milliseconds = UInt64(max(0, moment.microseconds / 1000))
        return Self(
            uuid: UUID(
                high: (milliseconds << 16) | 0x7000 | (random.0 & 0x0fff),
                low: (random.1 & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000))
    }

    package var description: String { UUIDText.write(uuid) }

    package static func < (left: Self, right: Self) -> Bool { left.description < right.description }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an id")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

package typealias OrganizationID = ID<Organization>
package typealias UserID = ID<User>
package typealias SessionID = ID<Session>
package typealias APIKeyID = ID<APIKey>
package typealias ProviderID = ID<Provider>
package typealias CredentialVersionID = ID<CredentialVersion>
package typealias AgentTypeID = ID<AgentType>
package typealias AgentID = ID<Agent>
package typealias LeaseID = ID<Lease>
package typealias ThreadID = ID<ConversationThread>
package typealias MessageID = ID<Message>
package typealias RequestID = ID<UsageEvent>
package typealias CallbackID = ID<WebhookDelivery>
