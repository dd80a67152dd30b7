// SPDX-License-Identifier: Apache-2.0

/// A bundle of tools that an agent type may enable.
package enum Capability: String, Sendable, Codable, CaseIterable {
    /// Reads files of the agent's own folder.
    case codeReview = "code_review"
    /// Fetches from the web; carried out by the gateway.
    case webHTTP = "web_http"

    package var tools: [AgentTool] {
        switch self {
        case .codeReview: [.readFile, .listDirectory]
        case .webHTTP: [.httpGet]
        }
    }
}

/// A tool of the built-in agent, each use of which needs a permit of the server.
package enum AgentTool: String, Sendable, Codable, CaseIterable {
    case readFile = "read_file"
    case listDirectory = "list_directory"
    case httpGet = "http_get"

    /// Counts in the HTTP limit too.
    package var usesHTTP: Bool { self == .httpGet }
}
