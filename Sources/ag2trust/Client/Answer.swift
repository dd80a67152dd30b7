// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore

/// What the API answered: read for text, and as it came for `--json`.
struct Answer<Value> {
    let value: Value
    let json: JSONValue
}

extension Answer where Value: Decodable {
    /// - Throws: `CommandError` if it is not what this program knows.
    init(_ data: Data) throws {
        do {
            let decoder = JSONDecoder()
            value = try decoder.decode(Value.self, from: data)
            json = try decoder.decode(JSONValue.self, from: data)
        } catch {
            throw CommandError(.failure, "The server's answer can't be read: it may be of another version.")
        }
    }
}

extension Answer {
    /// The same without one field of its JSON: a secret that was only for this program.
    func withoutField(_ name: String) -> Answer {
        guard case .object(var fields) = json else { return self }
        fields[name] = nil
        return Answer(value: value, json: .object(fields))
    }
}
