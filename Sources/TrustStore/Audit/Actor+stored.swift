// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension Actor {
    /// Reads the stored form that `description` writes; `nil` for anything else.
    init?(stored text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let rest = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "user":
            guard let id = UserID(rest) else { return nil }
            self = .user(id)
        case "api_key":
            guard let id = APIKeyID(rest) else { return nil }
            self = .apiKey(id)
        case "agent":
            guard let id = AgentID(rest) else { return nil }
            self = .agent(id)
        case "system": self = .system(rest)
        default: return nil
        }
    }
}
