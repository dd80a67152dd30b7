// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Reads server-sent events out of a stream that comes in pieces of any length.
struct EventReader {
    struct Event: Equatable {
        /// `message` unless the server says something else.
        var name: String
        var data: String
    }
    /// The id of the last event, by which the server knows where to go on.
    private(set) var lastID: String?
    private var rest = Data()
    private var name = "message"
    private var lines: [String] = []

    /// Takes a piece in. - Returns: the events that it completes.
    mutating func read(_ data: Data) -> [Event] {
        rest.append(data)
        var events: [Event] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
            rest.removeSubrange(rest.startIndex...end)
            if line.isEmpty {
                if !lines.isEmpty { events.append(Event(name: name, data: lines.joined(separator: "\n"))) }
                (name, lines) = ("message", [])
            } else if let value = Self.value(line, of: "data") {
                lines.append(value)
            } else if let value = Self.value(line, of: "event") {
                name = value
            } else if let value = Self.value(line, of: "id") {
                lastID = value
            }
        }
        return events
    }

    private static func value(_ line: String, of field: String) -> String? {
        guard line.hasPrefix(field + ":") else { return nil }
        let value = line.dropFirst(field.count + 1)
        return String(value.first == " " ? value.dropFirst() : value)
    }
}
