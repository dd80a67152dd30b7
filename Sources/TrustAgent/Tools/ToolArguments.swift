// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// The arguments of one use of a tool, checked against its parameters: nothing unknown, nothing missing, nothing of
/// another type.
package struct ToolArguments: Sendable, Hashable {
    private let values: [String: JSONValue]

    /// - Throws: `ToolFailure` that says which argument is wrong.
    package init(_ given: JSONValue?, for tool: AgentTool) throws(ToolFailure) {
        let parameters = ToolDefinition.parameters(of: tool)
        let names = parameters.map { "\"\($0.name)\"" }.joined(separator: ", ")
        guard case .object(let members) = given else {
            throw ToolFailure("the arguments must be a JSON object with \(names)")
        }
        if let unknown = members.keys.filter({ name in !parameters.contains { $0.name == name } }).min() {
            throw ToolFailure("there is no argument \"\(unknown.prefix(64))\"; the tool takes \(names)")
        }
        var values: [String: JSONValue] = [:]
        for parameter in parameters {
            // Models write null for what they leave out.
            guard let value = members[parameter.name], value != .null else {
                if parameter.isRequired { throw ToolFailure("the argument \"\(parameter.name)\" is missing") }
                continue
            }
            if let objection = parameter.objection(to: value) { throw ToolFailure(objection) }
            values[parameter.name] = value
        }
        self.values = values
    }

    package func text(_ name: String) -> String? { values[name]?.text }

    package func flag(_ name: String) -> Bool { values[name] == .bool(true) }

    package func number(_ name: String) -> Int64? {
        if case .integer(let number) = values[name] { number } else { nil }
    }

    package func texts(_ name: String) -> [String: String]? {
        guard case .object(let members) = values[name] else { return nil }
        return members.compactMapValues(\.text)
    }
}

/// Why a tool could not do what was asked, in words that the model can act on.
package struct ToolFailure: Error, Sendable, Hashable {
    package let message: String
    package init(_ message: String) { self.message = message }
}
