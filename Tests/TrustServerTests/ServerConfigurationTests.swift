// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustServer

struct ServerConfigurationTests {
    private let home = FileManager.default.temporaryDirectory.path + "/ag2trust-configuration-\(UUID().uuidString)"

    private func load(
        _ commandLine: [String: String] = [:], _ environment: [String: String] = [:]
    ) async throws -> ServerConfiguration {
        try await ServerConfiguration.load(
            commandLine: commandLine,
            environment: ["HOME": home, "AG2TRUST_CONFIG_DIR": home].merging(environment) { _, new in new })
    }

    private func code(_ body: () async throws -> ServerConfiguration) async -> ServerError.Code? {
        do {
            _ = try await body()
            return nil
        } catch let error as ServerError { return error.code } catch { return nil }
    }

    @Test func nothingSetListensOnLoopbackOnly() async throws {
        let configuration = try await load()
        #expect(configuration.control == .init(host: "127.0.0.1", port: 8080))
        #expect(configuration.gateway == .init(host: "127.0.0.1", port: 8081))
        #expect(configuration.operations == .init(host: "127.0.0.1", port: 8082))
        #expect(configuration.baseURLHosts.isEmpty)
        #expect(configuration.toolHTTPHosts.isEmpty && !configuration.toolHTTPOnlyHosts)
    }

    @Test func theCommandLineIsAboveVariablesAndTheseAboveTheFile() async throws {
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        try "control:\n  port: 1001\ngateway:\n  port: 1002\nops:\n  port: 1003\n"
            .write(toFile: home + "/ag2trust.yaml", atomically: true, encoding: .utf8)
        let configuration = try await load(
            ["control.port": "3001"], ["AG2TRUST_CONTROL_PORT": "2001", "AG2TRUST_GATEWAY_PORT": "2002"])
        #expect(configuration.control.port == 3001)
        #expect(configuration.gateway.port == 2002)
        #expect(configuration.operations.port == 1003)
    }

    @Test func aFileThatIsNotYAMLIsRefused() async throws {
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        try "control: [1, 2".write(toFile: home + "/ag2trust.yaml", atomically: true, encoding: .utf8)
        #expect(await code { try await load() } == .badSetting("ag2trust.yaml"))
    }

    @Test(arguments: [
        ("AG2TRUST_CONTROL_PORT", "eighty", "control.port"), ("AG2TRUST_CONTROL_PORT", "65536", "control.port"),
        ("AG2TRUST_GATEWAY_LOOPS", "0", "gateway.loops"), ("AG2TRUST_ALLOW_PLAIN_HTTP", "perhaps", "allow.plain.http"),
    ])
    func aSettingThatCannotBeReadIsRefusedByName(variable: String, value: String, key: String) async throws {
        #expect(await code { try await load([:], [variable: value]) } == .badSetting(key))
    }

    @Test(arguments: ["CONTROL", "GATEWAY", "OPS"])
    func aListenerBeyondLoopbackNeedsTheOperatorsWord(listener: String) async throws {
        #expect(await code { try await load([:], ["AG2TRUST_\(listener)_HOST": "0.0.0.0"]) } == .plainListenerInTheOpen)
        #expect(
            await code {
                try await load([:], ["AG2TRUST_\(listener)_HOST": "0.0.0.0", "AG2TRUST_ALLOW_PLAIN_HTTP": "true"])
            } == nil)
    }

    @Test func hostListsAreSplitAndTrimmed() async throws {
        let configuration = try await load([:], ["AG2TRUST_BASE_URL_HOSTS": "127.0.0.1:8090, models.internal:443"])
        #expect(configuration.baseURLHosts == ["127.0.0.1:8090", "models.internal:443"])
    }
}
