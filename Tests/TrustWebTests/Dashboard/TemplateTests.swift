// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustControl
import TrustCore

@testable import TrustWeb

@Suite struct TemplateTests {
    private static let hostile = "<script>alert('x')</script>\""
    static var hostileKey: APIKeyDraft {
        var draft = APIKeyDraft()
        draft.name = hostile
        return draft
    }

    private func render<Page>(_ page: Page, _ template: TemplateName) throws -> String {
        let library = try TemplateLibrary(directory: TemplateLibrary.bundled)
        let caller = Caller(actor: .user(.make(at: Sample.now)), organization: Sample.organization, role: .owner)
        let rail = Place.rail(marking: .providers, for: caller)
        let frame = Frame(
            title: Self.hostile, organization: Self.hostile, userName: Self.hostile, userEmail: Self.hostile,
            userInitials: "A", role: "Owner", pages: rail.pages, settings: rail.settings, flash: nil)
        return library.render(
            Screen(frame: frame, page: page, csrf: "the-token", assets: "v1", hasHTMX: true), with: template)
    }

    private let noUse = ProviderUse(agents: [], agentTypes: [])

    @Test func namesAreEscapedOnEveryPage() throws {
        let provider = try Sample.provider(Self.hostile)
        var type = Sample.type(provider.id, name: Self.hostile, prompt: Self.hostile)
        type.command = ["/bin/true", Self.hostile]
        let agent = Sample.agent(type.id, .error, reason: Self.hostile, name: Self.hostile)
        let none = AgentStatistics.sum([])
        let now = Sample.now
        let person = Person(
            user: User(id: .make(at: now), email: "a@example.com", name: Self.hostile, createdAt: now), role: .member)
        let use = ProviderUse(
            agents: [.init(id: "1", name: Self.hostile)], agentTypes: [.init(id: "2", name: Self.hostile)])
        let exchange = Exchange(
            question: Self.hostile, answer: Self.hostile, failed: true, agent: Self.hostile, asked: now, answered: now,
            toolCalls: 0, thread: Self.hostile, fragment: true)
        let rows = AgentRows(rows: [.init(agent, type: type, statistics: none, now: now)], interval: 1)
        let operation = BulkOperation(
            id: .make(at: now), organization: Sample.organization, kind: .restart, actor: .user(.make(at: now)),
            role: .owner, createdAt: now,
            items: [
                .init(
                    agent: agent.id, name: Self.hostile, action: .restart, status: .failed,
                    errorCode: .agentFailed, error: Self.hostile)
            ])
        let list = AgentsList(AgentsAddress(), agents: [agent], types: [type])
        let pages = [
            try render(
                ProvidersPage(
                    rows: [.init(provider, use: use, statistics: none, now: now)],
                    filter: .init(path: "/settings/providers")),
                .providers),
            try render(ProviderPage(provider, use: use, statistics: none, now: now), .provider),
            try render(
                UsePolicyPage(
                    provider, policy: UsePolicy(agentTypes: [type.id]), types: [type],
                    errors: ["agent_types": Self.hostile, "deliveries": Self.hostile]), .usePolicy),
            try render(Confirmation.approving(type), .confirmation),
            try render(Confirmation.disapproving(type), .confirmation),
            try render(NewProviderPage(typed: .init(type: .openai, name: Self.hostile)), .newProvider),
            try render(Confirmation.deleting(provider, use: use), .confirmation),
            try render(Confirmation.deleting(provider, use: noUse, error: Self.hostile), .confirmation),
            try render(
                AgentTypesPage(
                    rows: [.init(type, provider: provider, agents: 1)], hasProviders: true,
                    filter: .init(Self.hostile, path: "/agent-types")), .agentTypes),
            try render(
                AgentTypePage(type, provider: provider, agents: [agent], origin: Self.hostile, now: now), .agentType),
            try render(
                AgentTypeFormPage(AgentTypeDraft(type), providers: [provider], editing: type), .agentTypeForm),
            try render(
                ReassignPage(
                    provider, use: use, others: [provider], models: [Self.hostile], typed: ["to": Self.hostile],
                    errors: ["to": Self.hostile]), .reassign),
            try render(OperationPage(operation, providers: [:], now: now), .operation),
            try render(AgentsPage(rows, list: list, hasTypes: true), .agents),
            try render(NewAgentPage(types: [type], name: Self.hostile), .newAgent),
            try render(
                AgentPage(
                    agent, type: type, provider: provider, statistics: none, calls: [], logs: Self.hostile,
                    isolation: Isolation([]), exchanges: [exchange], draft: Self.hostile, talkError: Self.hostile,
                    now: now), .agent),
            try render(
                APIKeyCreatedPage(name: Self.hostile, role: "member", scope: Self.hostile, key: "cust_x"),
                .apiKeyCreated),
            try render(NewAPIKeyPage(Self.hostileKey, endpoints: [Self.hostile], highest: .owner), .newAPIKey),
            try render(WebhookPage(nil, deliveries: [], now: now, typed: Self.hostile), .webhook),
            try render(WebhookSecretPage(secret: Self.hostile), .webhookSecret),
            try render(
                UsersPage(rows: [.init(person, reader: nil, highest: .owner, now: now)], invitations: []), .users),
            try render(InvitePage(email: Self.hostile, highest: .owner), .invite),
            try render(InvitedPage(email: Self.hostile, role: "member", link: Self.hostile), .invited),
            try render(UserRolePage(person, highest: .owner), .userRole),
            try render(
                AuditPage(
                    [
                        AuditedOperation(
                            AuditRecord(
                                sequence: 1,
                                entry: AuditEntry(
                                    operation: .make(at: now), organization: nil, actor: .system(Self.hostile),
                                    action: Self.hostile, subject: Self.hostile, outcome: .failed,
                                    details: [Self.hostile: Self.hostile], time: now), hash: []))
                    ], hasMore: true, filter: AuditAddress(actor: Self.hostile, subject: Self.hostile), names: [:]),
                .audit),
            try render(Confirmation.removing(person, isSelf: false), .confirmation),
            try render(
                OverviewPage(
                    providers: [provider], types: [type], agents: [agent], statistics: [:],
                    checklist: Checklist(done: [], isDismissed: false),
                    now: now), .overview),
        ]
        for page in pages {
            #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)"))
            #expect(!page.contains("<script>alert"))
        }
    }

    @Test func everyPostingFormCarriesTheSessionsToken() throws {
        let provider = try Sample.provider()
        let page = try render(
            ProviderPage(provider, use: noUse, statistics: .sum([]), now: Sample.now), .provider)
        let forms = page.components(separatedBy: "<form").dropFirst().map { $0.components(separatedBy: "</form>")[0] }
        #expect(forms.count >= 3)
        for form in forms { #expect(form.contains("name=\"csrf_token\" value=\"the-token\"")) }
    }

    @Test func noTemplateHasScriptStyleOrUnescapedVariables() throws {
        let directory = TemplateLibrary.bundled
        let names = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
            .filter { $0.hasSuffix(".mustache") }
        #expect(names.count > 20)
        for name in names {
            let text = try String(contentsOf: directory.appending(path: name), encoding: .utf8)
            for forbidden in [" style=", "<style", "{{{", "{{&", "javascript:", " onclick=", " hx-on", "<script>"] {
                #expect(!text.contains(forbidden), "\(name): \(forbidden)")
            }
        }
    }

    @Test func theFormKeepsAllButTheKey() throws {
        let typed = NewProviderPage.Typed(
            type: .anthropic, name: "anthropic-complex", baseURL: "http://127.0.0.1:9", useCase: "Reviews")
        let trial = KeyTrial(health: .invalidKey, message: "No.", advice: ["Verify key"])
        let page = try render(NewProviderPage(typed: typed, trial: trial), .newProvider)
        for kept in ["anthropic-complex", "http://127.0.0.1:9", "Reviews", "value=\"anthropic\" required checked"] {
            #expect(page.contains(kept))
        }
        #expect(page.contains("name=\"save_anyway\""))
        let key = page.components(separatedBy: "id=\"provider-key\"")[1].prefix(400)
        #expect(key.contains("type=\"password\"") && !key.prefix { $0 != ">" }.contains("value="))
    }

    @Test func aProviderInUseIsExplainedAndOffersNoButton() throws {
        let use = ProviderUse(
            agents: [.init(id: "a1", name: "support-1")], agentTypes: [.init(id: "t1", name: "Support")])
        let page = try render(Confirmation.deleting(try Sample.provider(), use: use), .confirmation)
        #expect(page.contains("href=\"/agents/a1\"") && page.contains("href=\"/agent-types/t1\""))
        #expect(!page.contains("confirmation-button"))
    }

    @Test func deletingAsksForTheName() throws {
        let page = try render(Confirmation.deleting(try Sample.provider(), use: noUse), .confirmation)
        #expect(page.contains("data-name=\"openai-production\""))
    }

    @Test func aPromptKeepsItsLines() throws {
        let type = Sample.type(.make(at: Sample.now), prompt: "one\n\n  two\n")
        let page = try render(AgentTypeFormPage(AgentTypeDraft(type), providers: [], editing: type), .agentTypeForm)
        #expect(page.contains(">\none\n\n  two\n</textarea>"))
    }
}
