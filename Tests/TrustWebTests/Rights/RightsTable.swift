// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Who may do what, written by hand: nothing in it comes from the code that it is compared with.
///
/// A line a route: method, path, the lowest role (or `open`, or `signed-in`), and what a key needs beside the role:
/// `reads` (a read-only key may), `changes` (it may not), `asks` and `told` (a key for endpoints may, `told` also a
/// read-only one), `people` (no key may).
enum RightsTable {
    struct Line: Sendable {
        enum Lowest: Sendable, Hashable {
            case open
            case signedIn
            case role(Role)
        }
        enum Kind: String, Sendable {
            case reads, changes, asks, told, people
            case nobody = "-"
        }
        var method: String
        var path: String
        var lowest: Lowest
        var kind: Kind
        var route: String { "\(method) \(path)" }
    }

    static let lines: [Line] = text.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ").map(String.init)
        guard words.count == 4, let kind = Line.Kind(rawValue: words[3]) else { return nil }
        let lowest: Line.Lowest? =
            switch words[2] {
            case "open": .open
            case "signed-in": .signedIn
            default: Role(rawValue: words[2]).map { .role($0) }
            }
        guard let lowest else { return nil }
        return Line(method: words[0], path: words[1], lowest: lowest, kind: kind)
    }

    static let lineCount = text.split(separator: "\n").count

    private static let text = """
        GET /healthz open -
        GET /readyz open -
        GET /openapi.json open -
        GET /assets/** open -
        GET /setup open -
        POST /setup open -
        POST /api/setup open -
        GET /sign-in open -
        POST /sign-in open -
        GET /invitations/accept open -
        POST /invitations/accept open -
        POST /api/invitations/accept open -
        POST /api/session open -
        GET /api/session signed-in people
        DELETE /api/session signed-in people
        POST /sign-out signed-in people
        GET /settings signed-in people
        GET /api/capabilities viewer reads
        GET /api/checklist viewer reads
        PATCH /api/checklist admin changes
        POST /checklist admin people
        GET /api/vault viewer reads
        POST /api/vault/rewrap admin changes
        GET /api/limits viewer reads
        PATCH /api/limits admin changes
        GET /settings/limits viewer people
        POST /settings/limits admin people
        GET /api/requests viewer reads
        GET /api/requests/:id viewer reads
        GET /requests viewer people
        GET /requests/:id viewer people
        GET /agents/:id/start member people
        GET /agents/:id/restart member people
        GET /api/users/:id admin reads
        GET /api/providers viewer reads
        POST /api/providers admin changes
        GET /api/providers/:id viewer reads
        PATCH /api/providers/:id admin changes
        DELETE /api/providers/:id admin changes
        POST /api/providers/:id/test admin changes
        POST /api/providers/:id/pause admin changes
        POST /api/providers/:id/resume admin changes
        POST /api/providers/:id/reassign admin changes
        GET /api/providers/:id/usage viewer reads
        GET /api/agent-types viewer reads
        POST /api/agent-types member changes
        GET /api/agent-types/:id viewer reads
        PATCH /api/agent-types/:id member changes
        DELETE /api/agent-types/:id member changes
        POST /api/agent-types/:id/approval admin changes
        DELETE /api/agent-types/:id/approval admin changes
        GET /api/agents viewer reads
        POST /api/agents member changes
        GET /api/agents/:id viewer reads
        PATCH /api/agents/:id member changes
        DELETE /api/agents/:id member changes
        POST /api/agents/actions member changes
        GET /api/operations viewer reads
        GET /api/operations/:id viewer reads
        GET /api/agents/:id/logs viewer reads
        GET /api/agents/:id/requests viewer reads
        GET /api/agents/:id/stats viewer reads
        POST /api/agents/:id/start member changes
        POST /api/agents/:id/stop member changes
        POST /api/agents/:id/restart member changes
        GET /api/audit admin reads
        GET /api/users admin reads
        PATCH /api/users/:id admin changes
        DELETE /api/users/:id admin changes
        GET /api/invitations admin reads
        POST /api/invitations admin changes
        POST /api/invitations/:id/resend admin changes
        DELETE /api/invitations/:id admin changes
        GET /api/keys owner reads
        POST /api/keys owner changes
        DELETE /api/keys/:id owner changes
        GET /api/v1/agents viewer told
        POST /api/v1/ask/:slug member asks
        POST /api/v1/agents/:id/messages member asks
        GET /api/v1/agents/:id/messages viewer told
        GET /api/v1/conversations/:id/history viewer told
        GET /api/v1/usage viewer reads
        GET /api/v1/webhook admin changes
        PUT /api/v1/webhook admin changes
        DELETE /api/v1/webhook admin changes
        POST /api/v1/webhook/secret admin changes
        POST /api/v1/webhook/test admin changes
        GET /api/v1/webhook/deliveries admin changes
        GET / viewer people
        GET /agent-types viewer people
        POST /agent-types member people
        GET /agent-types/new member people
        GET /agent-types/:id viewer people
        GET /agent-types/:id/edit member people
        POST /agent-types/:id/edit member people
        GET /agent-types/:id/delete member people
        POST /agent-types/:id/delete member people
        GET /agent-types/:id/approve admin people
        POST /agent-types/:id/approve admin people
        GET /agent-types/:id/disapprove admin people
        POST /agent-types/:id/disapprove admin people
        GET /settings/providers/:id/policy admin people
        POST /settings/providers/:id/policy admin people
        GET /agents viewer people
        POST /agents member people
        GET /agents/new member people
        GET /agents/rows viewer people
        GET /agents/:id viewer people
        GET /agents/:id/head viewer people
        GET /agents/:id/statistics viewer people
        GET /agents/:id/calls viewer people
        POST /agents/:id/start member people
        POST /agents/:id/stop member people
        POST /agents/:id/restart member people
        POST /agents/:id/talk member people
        GET /agents/:id/edit member people
        POST /agents/:id/edit member people
        POST /agents/actions member people
        GET /operations viewer people
        GET /operations/:id viewer people
        GET /operations/:id/progress viewer people
        GET /agents/:id/delete member people
        POST /agents/:id/delete member people
        GET /settings/providers viewer people
        POST /settings/providers admin people
        GET /settings/providers/new admin people
        GET /settings/providers/:id viewer people
        POST /settings/providers/:id/rename admin people
        POST /settings/providers/:id/test admin people
        GET /settings/providers/:id/stop-all admin people
        POST /settings/providers/:id/stop-all admin people
        POST /settings/providers/:id/resume admin people
        GET /settings/providers/:id/reassign admin people
        POST /settings/providers/:id/reassign admin people
        GET /settings/providers/:id/delete admin people
        POST /settings/providers/:id/delete admin people
        GET /settings/users admin people
        GET /settings/users/invite admin people
        POST /settings/users/invitations admin people
        POST /settings/users/invitations/:id/resend admin people
        GET /settings/users/invitations/:id/revoke admin people
        POST /settings/users/invitations/:id/revoke admin people
        GET /settings/users/:id/role admin people
        POST /settings/users/:id/role admin people
        GET /settings/users/:id/remove admin people
        POST /settings/users/:id/remove admin people
        GET /settings/webhook admin people
        POST /settings/webhook admin people
        POST /settings/webhook/test admin people
        GET /settings/webhook/secret admin people
        POST /settings/webhook/secret admin people
        GET /settings/webhook/remove admin people
        POST /settings/webhook/remove admin people
        GET /settings/api-keys owner people
        POST /settings/api-keys owner people
        GET /settings/api-keys/new owner people
        GET /settings/api-keys/:id/revoke owner people
        POST /settings/api-keys/:id/revoke owner people
        GET /settings/audit admin people
        """
}
