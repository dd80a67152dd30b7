// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// A tool as a model sees it.
package struct ToolDefinition: Sendable, Hashable {
    package var name: String
    package var description: String
    /// A JSON schema of the arguments.
    package var schema: JSONValue

    package init(_ tool: AgentTool) {
        name = tool.rawValue
        switch tool {
        case .readFile:
            description = "Reads a text file of the working folder, up to 64 KiB of UTF-8."
            schema = Self.oneText("path", "The file's path, relative to the working folder, for example src/main.c.")
        case .listDirectory:
            description = "Lists a folder of the working folder: one name a line, folders with a slash at the end."
            schema = Self.oneText("path", "The folder's path, relative to the working folder; . is the folder itself.")
        case .httpGet:
            description = "Fetches a web page by HTTP GET and returns its status and text."
            schema = Self.oneText("url", "The http or https URL.")
        }
    }

    /// What the one argument of a tool is called.
    static func argument(of tool: AgentTool) -> String { tool == .httpGet ? "url" : "path" }

    private static func oneText(_ name: String, _ description: String) -> JSONValue {
        .object([
            "type": "object",
            "properties": .object([name: .object(["type": "string", "description": .string(description)])]),
            "required": .array([.string(name)]),
            "additionalProperties": false,
        ])
    }
}
