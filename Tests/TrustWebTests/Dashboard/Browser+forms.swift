// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Testing

/// What tests fill in before they begin; each gives the new thing's page.
extension Browser {
    /// A provider whose key is not tried.
    func addProvider(_ name: String) async throws -> String {
        try await add(
            "/settings/providers",
            [
                ("type", "openai"), ("api_key", "sk-proj-0123456789abcdefghijAB12"), ("name", name),
                ("save_anyway", "yes"),
            ])
    }

    func addAgentType(on provider: String, labels: [(String, String)] = []) async throws -> String {
        try await add(
            "/agent-types",
            [
                ("name", "Support"), ("system_prompt", "You help."), ("provider_id", Self.id(in: provider)),
                ("model", "gpt-4o"), ("delivery", "env"), ("runtime", "process"),
            ] + labels)
    }

    func addAgent(_ name: String, of type: String, labels: [(String, String)] = []) async throws -> String {
        try await add("/agents", [("name", name), ("agent_type_id", Self.id(in: type))] + labels)
    }

    private func add(_ form: String, _ fields: [(String, String)]) async throws -> String {
        let answer = try await post(form, fields, token: token())
        #expect(answer.status == .seeOther, "\(form)")
        return String(answer.location.prefix { $0 != "?" })
    }

    private static func id(in path: String) -> String { String(path.split(separator: "/").last ?? "") }
}
