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
        description = Self.description(of: tool)
        let parameters = Self.parameters(of: tool)
        schema = .object([
            "type": "object",
            "properties": .object(Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.schema) })),
            "required": .array(parameters.filter(\.isRequired).map { .string($0.name) }),
            "additionalProperties": false,
        ])
    }

    private static func description(of tool: AgentTool) -> String {
        switch tool {
        case .readFile: "Reads a text file of the working folder: 64 KiB of UTF-8 at once."
        case .writeFile:
            "Writes a text file of the working folder, up to 1 MiB. What was there before is replaced; folders that "
                + "are missing are made."
        case .listDirectory: "Lists a folder of the working folder: one name a line, folders with a slash at the end."
        case .gitStatus: "Says what has changed in a git repository of the working folder, as git status --short does."
        case .gitDiff:
            "Shows differences in a git repository of the working folder: what is not staged yet, what is staged, or "
                + "between commits."
        case .gitLog: "Lists the commits of a git repository of the working folder, newest first."
        case .httpGet: "Calls an address on the web by HTTP GET; gives its status, headers and text, up to 64 KiB."
        case .httpPost:
            "Sends a text to an address on the web by HTTP POST; gives the answer's status, headers and text, up to "
                + "64 KiB."
        }
    }

    /// What a tool takes. The schema and the check of what a model gives are both made of this.
    package static func parameters(of tool: AgentTool) -> [ToolParameter] {
        switch tool {
        case .readFile:
            [
                path("The file's path, relative to the working folder, for example src/main.c."),
                ToolParameter("offset", .number(0...Int64.max), "How many bytes to skip, to read on in a long file."),
            ]
        case .writeFile:
            [
                path("The file's path, relative to the working folder, for example notes/today.md."),
                ToolParameter("content", .text(limit: WorkFolder.writeLimit), required: true, "The whole new text."),
            ]
        case .listDirectory: [path("The folder's path, relative to the working folder; . is the folder itself.")]
        case .gitStatus: gitPlace
        case .gitDiff:
            gitPlace + [
                ToolParameter("staged", .flag, "Compare what is staged, instead of the files as they are."),
                revision(
                    "from", "The commit to compare with, for example main or HEAD~1; what is staged if not given."),
                revision("to", "The commit to compare; the files as they are if not given."),
            ]
        case .gitLog:
            gitPlace + [
                revision("revision", "The commit to begin with, for example main; HEAD if not given."),
                ToolParameter("count", .number(1...100), "How many commits; 20 if not given."),
            ]
        case .httpGet: webPlace
        case .httpPost:
            webPlace + [
                ToolParameter(
                    "body", .text(limit: 256 << 10), required: true,
                    "What to send; JSON unless a content-type header says otherwise.")
            ]
        }
    }

    private static let webPlace = [
        ToolParameter(
            "url", .text(limit: 2048), required: true,
            "The http or https URL. Redirects are not followed; the answer says where they lead."),
        ToolParameter(
            "headers", .texts,
            "Headers by name: accept, accept-language, content-type, if-modified-since, if-none-match; no others."),
    ]

    private static let gitPlace = [
        ToolParameter(
            "repository", .text(limit: 1024),
            "The folder with .git in it, relative to the working folder, which it is if not given."),
        ToolParameter("path", .text(limit: 1024), "A file or folder to keep to, relative to the repository."),
    ]

    private static func revision(_ name: String, _ description: String) -> ToolParameter {
        ToolParameter(name, .text(limit: GitRevision.limit), description)
    }

    private static func path(_ description: String) -> ToolParameter {
        ToolParameter("path", .text(limit: 1024), required: true, description)
    }
}
