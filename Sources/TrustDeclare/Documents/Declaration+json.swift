// SPDX-License-Identifier: Apache-2.0
package import TrustCore

extension Declaration {
    /// The document as JSON, which is YAML too; nothing that has no value.
    package var json: JSONValue {
        var sections: [String: JSONValue] = [:]
        for kind in ResourceKind.allCases {
            let resources = resources(kind)
            guard !resources.isEmpty else { continue }
            let objects = resources.map { resource -> JSONValue in
                let fields = kind.fields.map { ($0.name, $0.normalized(resource.fields[$0.name])) }
                return .object(Dictionary(uniqueKeysWithValues: fields).filter { $0.value != .null })
            }
            sections[kind.section] = kind.isSingle ? objects[0] : .array(objects)
        }
        return .object(sections)
    }
}
