// SPDX-License-Identifier: Apache-2.0
import Foundation

/// One event of a stream.
struct ServerEvent: Sendable {
    var name: String
    var data: Data
}

/// Finds events in pieces of a stream, which may end anywhere; comments are passed over.
struct ServerEventReader: Sendable {
    private var line: [UInt8] = []
    private var name = ""
    private var data = Data()

    mutating func read(_ bytes: some Sequence<UInt8>) -> [ServerEvent] {
        var events: [ServerEvent] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            if let event = endLine() { events.append(event) }
        }
        return events
    }

    private mutating func endLine() -> ServerEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        if line.isEmpty {
            defer { (name, data) = ("", Data()) }
            return name.isEmpty ? nil : ServerEvent(name: name, data: data)
        }
        if line.starts(with: "event: ".utf8) { name = String(decoding: line.dropFirst(7), as: UTF8.self) }
        if line.starts(with: "data: ".utf8) { data.append(contentsOf: line.dropFirst(6)) }
        return nil
    }
}
