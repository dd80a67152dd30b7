// SPDX-License-Identifier: Apache-2.0
import TrustControl

/// A whole page: what is the same on each, and what is its own. Templates look names up by mirror, so that what they
/// name must be a stored property.
struct Screen<Page> {
    var frame: Frame
    var page: Page
    /// The session's token, a hidden field of every form.
    var csrf: String
    /// The version of the static files, part of their addresses.
    var assets: String
    var hasHTMX: Bool
}

/// A page outside of the frame: sign-in and setup.
struct EntranceScreen<Page> {
    var title: String
    var page: Page
    var csrf: String
    var assets: String
}

/// Part of a page, for htmx.
struct FragmentScreen<Page> {
    var partial: String
    var page: Page
    var csrf: String
    var assets: String
}

/// What stands around every page.
struct Frame {
    var title: String
    var organization: String
    var userName: String
    var userEmail: String
    var userInitials: String
    var role: String
    var pages: [NavigationLink]
    var settings: [NavigationLink]
    var flash: Banner?
    /// The same thing by API or command line.
    var commands: CommandsPart?
}

/// A place in the left rail.
struct NavigationLink {
    var href: String
    var label: String
    var icon: String
    var current: Bool
}

/// The pages of the left rail.
enum Place: CaseIterable {
    case overview, agents, agentTypes, requests, providers, users, apiKeys, webhook, limits, audit

    private var link: (href: String, label: String, icon: String) {
        switch self {
        case .overview: ("/", "Overview", "overview")
        case .agents: ("/agents", "Agents", "agents")
        case .agentTypes: ("/agent-types", "Agent Types", "agent-types")
        case .requests: ("/requests", "Requests", "requests")
        case .providers: ("/settings/providers", "Providers", "providers")
        case .users: ("/settings/users", "Users", "users")
        case .apiKeys: ("/settings/api-keys", "API Keys", "api-keys")
        case .webhook: ("/settings/webhook", "Webhook", "webhook")
        case .limits: ("/settings/limits", "Limits", "limits")
        case .audit: ("/settings/audit", "Audit", "audit")
        }
    }

    private var isSetting: Bool {
        switch self {
        case .providers, .users, .apiKeys, .webhook, .limits, .audit: true
        case .overview, .agents, .agentTypes, .requests: false
        }
    }

    /// What the place shows; a place that a caller may not see is not in their rail.
    private var permission: Permission {
        switch self {
        case .overview, .agents, .agentTypes: .viewAgents
        case .requests, .limits: .viewUsage
        case .providers: .viewProviders
        case .users: .viewUsers
        case .apiKeys: .viewAPIKeys
        case .audit: .viewAudit
        case .webhook: .manageWebhook
        }
    }

    /// The rail of a caller with one place marked, in its two parts.
    static func rail(marking marked: Place?, for caller: Caller) -> (
        pages: [NavigationLink], settings: [NavigationLink]
    ) {
        func links(_ isWanted: (Place) -> Bool) -> [NavigationLink] {
            allCases.filter { isWanted($0) && caller.allows($0.permission) }.map { place in
                let (href, label, icon) = place.link
                return NavigationLink(href: href, label: label, icon: icon, current: place == marked)
            }
        }
        return (links { !$0.isSetting }, links(\.isSetting))
    }
}

/// The first letters of a name's first and last word.
func initials(of name: String) -> String {
    let words = name.split(whereSeparator: \.isWhitespace)
    let letters = words.count > 1 ? [words.first, words.last] : [words.first]
    let text = letters.compactMap { $0?.first }.map { String($0).uppercased() }.joined()
    return text.isEmpty ? "?" : text
}
