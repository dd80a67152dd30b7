// SPDX-License-Identifier: Apache-2.0

/// A bundle of tools that an agent type may enable.
package enum Capability: String, Sendable, Codable, CaseIterable {
    /// Reads files and the history of a git repository.
    case codeReview = "code_review"
    /// Reads and writes files.
    case fileOperations = "file_operations"
    /// All that there is for git.
    case gitFull = "git_full"
    /// Calls the web; carried out by the gateway.
    case webHTTP = "web_http"

    package var tools: [AgentTool] {
        switch self {
        case .codeReview: [.readFile, .listDirectory, .gitStatus, .gitDiff, .gitLog]
        case .fileOperations: [.readFile, .writeFile, .listDirectory]
        case .gitFull: [.gitStatus, .gitDiff, .gitLog]
        case .webHTTP: [.httpGet, .httpPost]
        }
    }
}

extension Sequence<Capability> {
    /// The tools of all of them, each once, in order.
    package var tools: [AgentTool] {
        var seen: Set<AgentTool> = []
        return flatMap(\.tools).filter { seen.insert($0).inserted }
    }
}

/// A tool of the built-in agent, each use of which needs a permit of the server.
package enum AgentTool: String, Sendable, Codable, CaseIterable {
    case readFile = "read_file"
    case writeFile = "write_file"
    case listDirectory = "list_directory"
    case gitStatus = "git_status"
    case gitDiff = "git_diff"
    case gitLog = "git_log"
    case httpGet = "http_get"
    case httpPost = "http_post"

    /// Carried out by the gateway, and counted in the HTTP limit too.
    package var usesHTTP: Bool { self == .httpGet || self == .httpPost }
}
