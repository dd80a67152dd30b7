// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustControl
import TrustCore
import TrustStore

@Suite(.timeLimit(.minutes(5)))
struct ProviderTests {
    static let key = "sk-test-canary-0123456789WXYZ"

    @Test func aKeyThatWorksIsSealedAndItsEndShown() async throws {
        let stub = try StubProvider()
        defer { stub.stop() }
        try await House.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { house in
            let made = try await house.control.providers.create(
                house.owner, NewProvider(name: " OpenAI Production ", type: .openai, baseURL: stub.baseURL + "/v1/"),
                key: secret("  \(Self.key)\n"))
            let provider = made.view.provider
            #expect(provider.name == "OpenAI Production")
            #expect(provider.keyHint == "WXYZ")
            #expect(provider.health.state == .works)
            #expect(provider.baseURL == stub.baseURL)
            #expect(made.warnings.isEmpty)
            #expect(stub.received.count == 1)
            #expect(stub.received[0].hasPrefix("GET /v1/models HTTP/1.1"))
            #expect(stub.received[0].lowercased().contains("authorization: bearer \(Self.key.lowercased())"))
            #expect(try await house.audited().suffix(2) == ["provider.create intended", "provider.create succeeded"])

            let version = try #require(
                try await house.repositories.providers.credentialVersion(provider.currentVersion))
            #expect(!Data(version.sealed.record).contains(Data(Self.key.utf8)))
            let opened = try await house.ports.opener.open(
                provider.currentVersion, reason: .test, actor: house.owner.actor, agent: nil)
            #expect(text(of: opened) == Self.key)
        }
    }

    @Test func theDatabaseHoldsTheKeyInNoForm() async throws {
        try await House.with { house in
            _ = try await house.provider(key: Self.key)
            let needles = [Self.key, Data(Self.key.utf8).base64EncodedString(), String(Self.key.reversed())]
            let files = try FileManager.default.subpathsOfDirectory(atPath: house.folder)
                .map { house.folder + "/" + $0 }.filter { !$0.hasSuffix("/data") && !$0.hasSuffix("/config") }
            #expect(!files.isEmpty)
            for file in files {
                let content = try Data(contentsOf: URL(fileURLWithPath: file))
                for needle in needles { #expect(content.firstRange(of: Data(needle.utf8)) == nil, "\(file)") }
            }
        }
    }

    @Test func anInvalidKeyIsRefusedWithTheAdviceAndNothingStored() async throws {
        let stub = try StubProvider { _ in .invalidKey }
        defer { stub.stop() }
        try await House.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { house in
            do {
                _ = try await house.control.providers.create(
                    house.owner, NewProvider(name: "x", type: .openai, baseURL: stub.baseURL), key: secret(Self.key))
                Issue.record("it was stored")
            } catch let error as ControlError {
                #expect(error.code == .providerKeyInvalid)
                #expect(
                    error.details["advice"]
                        == .array([
                            "Verify key is correct (no extra spaces)", "Check key hasn't been revoked at provider",
                            "Ensure key has required permissions",
                        ]))
                #expect(error.details["provider_code"] == "invalid_api_key")
            }
            #expect(try await house.control.providers.list(house.owner).isEmpty)
            #expect(try await house.audited().last == "provider.create failed")
        }
    }

    @Test(arguments: [
        (403, #"{"error":{"type":"permission_error","message":"m"}}"#, ProviderHealth.State.restricted),
        (429, #"{"error":{"code":"insufficient_quota","message":"m"}}"#, .quotaExhausted),
        (429, #"{"type":"error","error":{"type":"rate_limit_error","message":"m"}}"#, .rateLimited),
        (402, #"{"error":{"type":"billing_error"}}"#, .quotaExhausted),
    ])
    func aKeyThatIsKnownButHinderedIsTakenWithAWarning(status: Int, body: String, state: ProviderHealth.State)
        async throws
    {
        let stub = try StubProvider { _ in .init(status: status, body: body) }
        defer { stub.stop() }
        try await House.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { house in
            let made = try await house.control.providers.create(
                house.owner, NewProvider(name: "x", type: .openai, baseURL: stub.baseURL), key: secret(Self.key))
            #expect(made.view.provider.health.state == state)
            #expect(made.warnings == [ProviderAdvice.sentence(for: state)])
        }
    }

    @Test func aProviderThatDoesNotAnswerCanBeSavedAllTheSame() async throws {
        let stub = try StubProvider()
        stub.stop()
        try await Task.sleep(for: .milliseconds(50))
        try await House.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { house in
            var new = NewProvider(name: "x", type: .openai, baseURL: stub.baseURL)
            #expect(
                await code { try await house.control.providers.create(house.owner, new, key: secret(Self.key)) }
                    == .providerUnreachable)
            new.validate = false
            let made = try await house.control.providers.create(house.owner, new, key: secret(Self.key))
            #expect(made.view.provider.health.state == .notTested)
            #expect(made.warnings.count == 1)
        }
    }

    @Test func aNonsensicalAnswerIsNotAWorkingKey() async throws {
        let stub = try StubProvider { _ in .init(status: 200, body: "<html>") }
        defer { stub.stop() }
        try await House.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { house in
            let new = NewProvider(name: "x", type: .openai, baseURL: stub.baseURL)
            #expect(
                await code { try await house.control.providers.create(house.owner, new, key: secret(Self.key)) }
                    == .providerFailed)
        }
    }

    @Test func anthropicGetsItsOwnHeaders() async throws {
        let stub = try StubProvider { _ in .init(status: 200, body: #"{"data":[{"id":"claude-sonnet-4-20250514"}]}"#) }
        defer { stub.stop() }
        try await House.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { house in
            let made = try await house.control.providers.create(
                house.owner, NewProvider(name: "a", type: .anthropic, baseURL: stub.baseURL),
                key: secret("sk-ant-0123456789abcdef"))
            let test = try await house.control.providers.test(house.owner, made.view.provider.id)
            #expect(test.models == ["claude-sonnet-4-20250514"])
            #expect(stub.received.count == 2)
            for request in stub.received.map({ $0.lowercased() }) {
                #expect(request.contains("x-api-key: sk-ant-0123456789abcdef"))
                #expect(request.contains("anthropic-version: 2023-06-01"))
                #expect(!request.contains("authorization:"))
            }
        }
    }

    @Test func aTestTellsThatAKeyWasRevokedAndIsRemembered() async throws {
        let stub = try StubProvider { $0.contains("revoked") ? .invalidKey : .models }
        defer { stub.stop() }
        try await House.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { house in
            let made = try await house.control.providers.create(
                house.owner, NewProvider(name: "a", type: .openai, baseURL: stub.baseURL, validate: false),
                key: secret("sk-revoked-0123456789"))
            let test = try await house.control.providers.test(house.owner, made.view.provider.id)
            #expect(test.health.state == .invalidKey)
            #expect(test.advice == ProviderAdvice.advice(for: .invalidKey))
            let shown = try await house.control.providers.show(house.owner, made.view.provider.id)
            #expect(shown.provider.health.state == .invalidKey)
            #expect(try await house.audited().suffix(2) == ["credential.open intended", "credential.open succeeded"])
        }
    }

    @Test func aServerThatPlaysTheKeyBackDoesNotGetItOntoAPage() async throws {
        let stub = try StubProvider { _ in
            .init(status: 200, body: #"{"data":[{"id":"x-\#(ProviderTests.key)"},{"id":"ok"}]}"#)
        }
        defer { stub.stop() }
        try await House.with(baseURLHosts: ["127.0.0.1:\(stub.port)"]) { house in
            let made = try await house.control.providers.create(
                house.owner, NewProvider(name: "a", type: .openai, baseURL: stub.baseURL), key: secret(Self.key))
            #expect(try await house.control.providers.test(house.owner, made.view.provider.id).models == ["ok"])
        }
    }

    @Test(arguments: ["http://127.0.0.1:9", "https://internal.example", "http://169.254.169.254/latest"])
    func aHostThatIsNotOnTheListIsNotCalled(url: String) async throws {
        try await House.with(baseURLHosts: ["other.example", "127.0.0.1:10"]) { house in
            let new = NewProvider(name: "x", type: .openai, baseURL: url)
            #expect(
                await code { try await house.control.providers.create(house.owner, new, key: secret(Self.key)) }
                    == .baseURLNotAllowed)
            #expect(
                await field { try await house.control.providers.create(house.owner, new, key: secret(Self.key)) }
                    == "base_url")
        }
    }

    @Test func keysGoInTheClearToThisMachineOnly() async throws {
        try await House.with(baseURLHosts: ["gpu.example:80"]) { house in
            let new = NewProvider(name: "x", type: .openai, baseURL: "http://gpu.example", validate: false)
            #expect(
                await code { try await house.control.providers.create(house.owner, new, key: secret(Self.key)) }
                    == .baseURLNotAllowed)
        }
    }

    @Test func theSameKeyTwiceIsAWarningThatNamesTheOther() async throws {
        try await House.with { house in
            _ = try await house.provider("first", key: Self.key)
            let made = try await house.control.providers.create(
                house.owner, NewProvider(name: "second", type: .openai, validate: false), key: secret(Self.key))
            #expect(made.warnings.contains { $0.contains("first") })
        }
    }

    @Test func namesAreUniqueAndPrintable() async throws {
        try await House.with { house in
            let first = try await house.provider("taken")
            #expect(await code { try await house.provider("taken") } == .nameTaken)
            for name in ["", "   ", "a\u{0}b", "a\u{202E}b", String(repeating: "x", count: 101)] {
                #expect(await field { try await house.provider(name) } == "name")
            }
            _ = try await house.provider("other")
            #expect(
                await code { try await house.control.providers.update(house.owner, first.id, name: "other") }
                    == .nameTaken)
            let renamed = try await house.control.providers.update(
                house.owner, first.id, name: "renamed", useCase: "Production")
            #expect(renamed.provider.name == "renamed")
            #expect(renamed.provider.useCase == "Production")
        }
    }

    @Test(arguments: ["", "short", "sk-with space inside 123", "sk-ant-0123456789abcdef"])
    func aKeyOfTheWrongShapeIsRefused(key: String) async throws {
        try await House.with { house in
            #expect(await field { try await house.provider(key: key) } == "api_key")
        }
    }

    @Test func aProviderInUseNamesWhatStandsOnIt() async throws {
        try await House.with { house in
            let provider = try await house.provider()
            let type = try await house.type(of: provider)
            #expect(
                await code { try await house.control.providers.delete(house.owner, provider.id) } == .providerInUse)
            let agent = try await house.runningAgent(of: type)
            let other = try await house.provider("other", key: "sk-other-0123456789")
            _ = try await house.control.agentTypes.update(
                house.owner, type.id, AgentTypeChange(provider: other.id))
            do {
                try await house.control.providers.delete(house.owner, provider.id)
                Issue.record("it was deleted")
            } catch let error as any PresentableError {
                #expect(error.errorCode == .providerInUse)
                #expect(
                    error.details["agents"]
                        == .array([.object(["id": .string(agent.id.description), "name": "support-1"])]))
                #expect(error.details["agent_types"] == .array([]))
            }
            _ = try await house.control.agents.stop(house.owner, agent.id)
            try await house.control.providers.delete(house.owner, provider.id)
            #expect(await code { try await house.control.providers.show(house.owner, provider.id) } == .notFound)
        }
    }

    @Test func onlyAdminsManageAndEverybodySees() async throws {
        try await House.with { house in
            let provider = try await house.provider()
            for role in [Role.viewer, .member] {
                let caller = house.caller(role)
                #expect(try await house.control.providers.list(caller).count == 1)
                #expect(await code { try await house.control.providers.delete(caller, provider.id) } == .forbidden)
                #expect(await code { try await house.control.providers.test(caller, provider.id) } == .forbidden)
                #expect(
                    await code { try await house.control.providers.update(caller, provider.id, name: "x") }
                        == .forbidden)
            }
        }
    }

    @Test func anotherOrganizationsProviderDoesNotExist() async throws {
        try await House.with { house in
            let provider = try await house.provider()
            let stranger = Caller(actor: .user(.make()), organization: .make(), role: .owner)
            #expect(await code { try await house.control.providers.show(stranger, provider.id) } == .notFound)
            #expect(await code { try await house.control.providers.delete(stranger, provider.id) } == .notFound)
            #expect(await code { try await house.control.providers.test(stranger, provider.id) } == .notFound)
            #expect(try await house.control.providers.list(stranger).isEmpty)
        }
    }

    @Test func withoutAnAuditRowNothingIsStored() async throws {
        try await House.with { house in
            var ports = house.ports
            ports.audit = BrokenAudit()
            let control = Control(ports)
            #expect(
                await code {
                    try await control.providers.create(
                        house.owner, NewProvider(name: "x", type: .openai, validate: false), key: secret(Self.key))
                } == .storeUnavailable)
            let stored = try await house.control.providers.list(house.owner)
            #expect(stored.isEmpty)
        }
    }
}

/// A log that can't be written.
struct BrokenAudit: AuditLog {
    func append(_ entries: [AuditEntry]) async throws { throw StoreError(.unavailable) }
    func verify() async throws -> AuditVerification { .intact(rows: 0) }
    func entries(in organization: OrganizationID, limit: Int) async throws -> [AuditEntry] { [] }
    func operations(_ query: AuditQuery, before sequence: Int64?, limit: Int) async throws -> [AuditedOperation] { [] }
    func records(_ query: AuditQuery, after sequence: Int64, limit: Int) async throws -> [AuditRecord] { [] }
}
