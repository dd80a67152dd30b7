// SPDX-License-Identifier: Apache-2.0
package import TrustCore

extension Plan.Step {
    /// The fields to send, named as in the API.
    ///
    /// - Parameter ids: the ids of everything that there is by now, by kind and name.
    /// - Returns: the body; a reference to something that could not be made is left out, and the server says so.
    package func body(_ ids: [ResourceKind: [String: String]]) -> JSONValue {
        let pairs = changes.compactMap { change -> (String, JSONValue)? in
            if case .create = action, change.to == .null { return nil }
            let value = change.to == .null ? change.field.takenAwayBy ?? .null : change.field.sent(change.to, ids)
            return (change.field.apiName, value)
        }
        return .object(Dictionary(uniqueKeysWithValues: pairs))
    }
}

extension DeclaredField {
    /// A value as the API takes it: names become ids.
    fileprivate func sent(_ value: JSONValue, _ ids: [ResourceKind: [String: String]]) -> JSONValue {
        switch (shape, value) {
        case (.reference(let kind), .string(let name)): ids[kind]?[name].map(JSONValue.string) ?? .null
        case (.references(let kind), .array(let names)):
            .array(names.compactMap { ids[kind]?[$0.text] }.map(JSONValue.string))
        case (.object(let fields), .object(let values)):
            .object(
                Dictionary(
                    uniqueKeysWithValues: fields.compactMap { field in
                        values[field.name].map { (field.apiName, field.sent($0, ids)) }
                    }))
        default: value
        }
    }
}
