// SPDX-License-Identifier: Apache-2.0
import Foundation
import Mustache

/// The dashboard's templates, compiled once at start.
struct TemplateLibrary: Sendable {
    /// What a template is missing, found at start and not in the middle of somebody's page.
    struct MissingTemplate: Error, Equatable {
        let name: String
    }

    private let library: MustacheLibrary

    /// Compiles every `.mustache` file of a folder.
    /// - Throws: when a file can't be read or is not a template, and `MissingTemplate` when a page has none.
    init(directory: URL) throws {
        var library = MustacheLibrary()
        let suffix = ".mustache"
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory.path) where path.hasSuffix(suffix) {
            let text = try String(contentsOf: directory.appending(path: path), encoding: .utf8)
            try library.register(text, named: String(path.dropLast(suffix.count)))
        }
        self.library = library
        for name in TemplateName.allCases where library.getTemplate(named: name.rawValue) == nil {
            throw MissingTemplate(name: name.rawValue)
        }
        for name in FragmentName.allCases where library.getTemplate(named: name.rawValue) == nil {
            throw MissingTemplate(name: name.rawValue)
        }
    }

    /// The page as HTML. What comes from outside is escaped by the templates, which have no unescaped variables.
    func render(_ screen: Any, with template: TemplateName) -> String {
        library.render(screen, withTemplate: template.rawValue) ?? ""
    }

    /// The templates that came with the program.
    static var bundled: URL { Bundle.module.bundleURL.appending(path: "Templates", directoryHint: .isDirectory) }
}

/// The templates that are rendered by themselves; the others are parts of them.
enum TemplateName: String, CaseIterable {
    case signIn = "entrance/sign-in"
    case setup = "entrance/setup"
    case acceptance = "entrance/acceptance"
    case closed = "entrance/closed"
    case overview = "overview/overview"
    case providers = "providers/list"
    case newProvider = "providers/new"
    case provider = "providers/detail"
    case reassign = "providers/reassign"
    case usePolicy = "providers/policy"
    case operations = "operations/list"
    case operation = "operations/detail"
    case agentTypes = "agent-types/list"
    case agentTypeForm = "agent-types/form"
    case agentType = "agent-types/detail"
    case agents = "agents/list"
    case newAgent = "agents/new"
    case agent = "agents/detail"
    case agentEdit = "agents/edit"
    case startElsewhere = "agents/start"
    case agentStarted = "agents/started"
    case requests = "requests/list"
    case request = "requests/detail"
    case limits = "limits/list"
    case users = "users/list"
    case invite = "users/invite"
    case invited = "users/invited"
    case userRole = "users/role"
    case apiKeys = "api-keys/list"
    case newAPIKey = "api-keys/new"
    case apiKeyCreated = "api-keys/created"
    case audit = "audit/list"
    case webhook = "webhook/show"
    case webhookSecret = "webhook/secret"
    case confirmation
    case problem
    case fragment
}

/// The parts that htmx swaps into a page.
enum FragmentName: String, CaseIterable {
    case confirmation = "parts/confirmation"
    case agentRows = "agents/rows"
    case operationProgress = "operations/progress"
    case agentHead = "agents/head"
    case agentStatistics = "agents/statistics"
    case agentCalls = "agents/calls"
    case exchange = "agents/exchange"
}
