// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import TrustAPI

extension CompletionKind {
    /// Names of the agents that there are.
    static var agents: CompletionKind { names { try await $0.all(AgentResponse.self).value.map(\.name) } }
    /// Names of the agent types.
    static var agentTypes: CompletionKind { names { try await $0.all(AgentTypeResponse.self).value.map(\.name) } }
    /// Endpoints at which an agent can be asked.
    static var endpoints: CompletionKind {
        names { try await $0.all(AgentTypeResponse.self).value.compactMap(\.endpointSlug) }
    }
    /// Names of the providers.
    static var providers: CompletionKind { names { try await $0.all(ProviderResponse.self).value.map(\.name) } }
    /// Names of the API keys.
    static var apiKeys: CompletionKind { names { try await $0.all(APIKeyResponse.self).value.map(\.name) } }
    /// E-mail addresses of the people.
    static var users: CompletionKind {
        names { api in
            let people: [MemberResponse] = try await api.list(APIPath("users")).value
            return people.map(\.email)
        }
    }

    /// Asks the server, for half a second at most: whoever presses a key waits for it. Whatever fails completes nothing
    /// and says nothing.
    private static func names(_ list: @escaping @Sendable (APIClient) async throws -> [String]) -> CompletionKind {
        .custom { words, _, prefix in
            let found = try? await withThrowingTaskGroup(of: [String].self) { group in
                group.addTask { try await asking(words, list) }
                group.addTask {
                    try await Task.sleep(for: .milliseconds(500))
                    return []
                }
                defer { group.cancelAll() }
                return try await group.next() ?? []
            }
            // A name with a line's end would be two to the shell.
            return (found ?? []).filter { $0.hasPrefix(prefix) && Terminal.safe($0) == $0 }
        }
    }

    private static func asking(
        _ words: [String], _ list: @Sendable (APIClient) async throws -> [String]
    ) async throws -> [String] {
        let environment = ProcessInfo.processInfo.environment
        let given = words.firstIndex(of: "--url").flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
        let named = environment["AG2TRUST_URL"].flatMap { $0.isEmpty ? nil : $0 }
        let address = try ServerAddress(
            given ?? named ?? "http://127.0.0.1:8080", allowingPlainHTTP: words.contains("--allow-plain-http"))
        guard let credential = try Credential.find(for: address, environment: environment) else { return [] }
        return try await APIClient.withClient(address: address, credential: credential, usesCredential: true) {
            try await list($0)
        }
    }
}
