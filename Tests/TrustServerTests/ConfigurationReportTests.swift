// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustServer

struct ConfigurationReportTests {
    private let home = FileManager.default.temporaryDirectory.path + "/ag2trust-report-\(UUID().uuidString)"

    private func report(
        _ commandLine: [String: String] = [:], _ environment: [String: String] = [:], file: String? = nil
    ) async throws -> ConfigurationReport {
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        if let file { try file.write(toFile: home + "/ag2trust.yaml", atomically: true, encoding: .utf8) }
        return await ConfigurationReport.make(
            commandLine: commandLine,
            environment: ["HOME": home, "AG2TRUST_CONFIG_DIR": home].merging(environment) { _, new in new })
    }

    private func value(_ key: String, of report: ConfigurationReport) -> ConfigurationReport.Value? {
        report.values.first { $0.setting.key == key }
    }

    @Test func everythingThatAStartReadsIsListedAndNothingElse() async throws {
        let report = try await report()
        #expect(report.problem == nil)
        #expect(report.keysRead == Set(Setting.all.map(\.key)))
        #expect(Set(report.values.map(\.setting)).count == Setting.all.count)
    }

    @Test func theDocumentationIsMadeOfTheList() throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/configuration.md"), encoding: .utf8)
        #expect(page == Setting.page, "ag2trust config reference > docs/configuration.md")
    }

    @Test func eachValueSaysWhereItComesFrom() async throws {
        let secrets = FileManager.default.temporaryDirectory.path + "/ag2trust-secrets-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: secrets, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: secrets) }
        try "9082\n".write(toFile: secrets + "/ops.port", atomically: true, encoding: .utf8)
        let report = try await report(
            ["control.port": "9080"],
            [
                "AG2TRUST_CONTROL_PORT": "1", "AG2TRUST_GATEWAY_PORT": "9081", "AG2TRUST_OPS_PORT": "1",
                "AG2TRUST_SECRETS_DIR": secrets, "AG2TRUST_BASE_URL_HOSTS": "a:1,b:2",
            ], file: "log:\n  level: debug\ntool:\n  http:\n    hosts: [\"c:3\"]\n")
        for (key, text, origin) in [
            ("control.port", "9080", "command line"), ("gateway.port", "9081", "environment"),
            ("ops.port", "9082", "secrets directory"), ("log.level", "debug", "file"),
            ("tool.http.hosts", "c:3", "file"), ("base.url.hosts", "a:1, b:2", "environment"),
        ] {
            #expect(value(key, of: report)?.text == text, "\(key)")
            #expect(value(key, of: report)?.origin == origin, "\(key)")
        }
        #expect(value("control.host", of: report)?.origin == "default")
        #expect(value("control.host", of: report)?.text == "127.0.0.1")
        #expect(value("gateway.url", of: report)?.text == "http://127.0.0.1:9081")
        #expect(report.warnings.isEmpty)
    }

    @Test func namesThatNothingReadsAreSaidWithTheNearest() async throws {
        let report = try await report(
            [:],
            ["AG2TRUST_CONTROL_PROT": "1", "AG2TRUST_XYZZY_PLUGH": "1", "AG2TRUST_API_KEY": "x", "OTHER": "1"],
            file: "contol:\n  port: 9\nconfig:\n  dir: /etc\nlog:\n  level: info\n")
        #expect(
            report.warnings == [
                "AG2TRUST_CONTROL_PROT is read by nothing. Is AG2TRUST_CONTROL_PORT meant?",
                "AG2TRUST_XYZZY_PLUGH is read by nothing.",
                "config.dir can't be set in ag2trust.yaml; set AG2TRUST_CONFIG_DIR.",
                "contol.port in ag2trust.yaml is read by nothing. Is control.port meant?",
            ])
        #expect(report.problem == nil)
    }

    @Test func aSettingThatStopsAStartIsAProblemAndTheOthersAreStillListed() async throws {
        let report = try await report(
            [:], ["AG2TRUST_CONTROL_PORT": "eighty", "AG2TRUST_LOG_LEVEL": "debug"])
        #expect(report.problem?.contains("control.port") == true)
        #expect(value("log.level", of: report)?.text == "debug")
        #expect(value("log.level", of: report)?.origin == "environment")
        #expect(value("control.port", of: report)?.origin == "environment")
    }

    @Test func aListThatIsNoListIsRefusedAndNotForgotten() async throws {
        let report = try await report(file: "base:\n  url:\n    hosts: 127.0.0.1:8090\n")
        #expect(report.problem?.contains("base.url.hosts") == true)
    }

    @Test func aKeyAmongTheSecretsComesFirst() async throws {
        let secrets = FileManager.default.temporaryDirectory.path + "/ag2trust-secrets-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: secrets, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: secrets) }
        let environment = ["HOME": home, "AG2TRUST_CONFIG_DIR": home, "AG2TRUST_SECRETS_DIR": secrets]
        let without = try await ServerConfiguration.load(commandLine: [:], environment: environment)
        #expect(without.masterKeyPath == home + "/master.key")
        try "x".write(toFile: secrets + "/master.key", atomically: true, encoding: .utf8)
        let with = try await ServerConfiguration.load(commandLine: [:], environment: environment)
        #expect(with.masterKeyPath == secrets + "/master.key")
        await #expect(throws: ServerError.self) {
            try await ServerConfiguration.load(
                commandLine: [:],
                environment: environment.merging(["AG2TRUST_SECRETS_DIR": "/nowhere"]) { _, new in new })
        }
    }
}
