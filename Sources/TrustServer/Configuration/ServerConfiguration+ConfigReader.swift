// SPDX-License-Identifier: Apache-2.0
private import Configuration
private import Foundation
private import TrustCore
private import TrustRuntimes

extension ServerConfiguration {
    /// Reads the settings, in rising order of right: defaults, `ag2trust.yaml` in the configuration directory,
    /// `AG2TRUST_*` variables, the secrets directory, the command line. `Setting.all` lists them.
    ///
    /// - Parameters:
    ///   - commandLine: Keys as in `Setting` with the values that were given, such as `["control.port": "9000"]`.
    ///   - environment: The process' environment, unless another is given.
    /// - Returns: the configuration, with the default for what is set nowhere.
    /// - Throws: `ServerError` naming the setting that can't be used.
    package static func load(
        commandLine: [String: String],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws -> ServerConfiguration {
        try await load(
            from: try await SettingSources(commandLine: commandLine, environment: environment),
            environment: environment)
    }

    /// The same from sources that are open already.
    static func load(
        from sources: SettingSources, environment: [String: String]
    ) async throws -> ServerConfiguration {
        let settings = Settings(reader: sources.reader)
        let isRoot = geteuid() == 0
        let home = environment["HOME"] ?? NSHomeDirectory()
        let gateway = try await settings.listener("gateway", port: 8081)
        let configuration = ServerConfiguration(
            dataDirectory: settings.string("data.dir", isRoot ? "/var/lib/ag2trust" : home + "/.local/share/ag2trust"),
            configDirectory: sources.configDirectory,
            masterKeyPath: masterKeyPath(sources),
            awsKMS: settings.awsKMS(),
            control: try await settings.listener("control", port: 8080),
            controlPublicURL: try settings.origin("control.public.url"),
            gateway: gateway,
            gatewayURL: try settings.origin("gateway.url") ?? gateway.url,
            operations: try await settings.listener("ops", port: 8082),
            baseURLHosts: try await settings.list("base.url.hosts"),
            toolHTTPHosts: try await settings.list("tool.http.hosts"),
            toolHTTPOnlyHosts: try await settings.bool("tool.http.only.hosts", false),
            programsDirectory: settings.string("programs.dir", Self.programsDirectory()),
            gatewayLoops: try await settings.int(
                "gateway.loops", ProcessInfo.processInfo.activeProcessorCount, in: 1...256),
            agentIsolation: try await settings.agentIsolation(
                gatewayPort: try settings.origin("gateway.url").flatMap { try? UpstreamEndpoint(baseURL: $0).port }
                    ?? gateway.port),
            allowsUnisolatedEnv: try await settings.bool("allow.unisolated.env", false),
            logLevel: settings.string("log.level", "info"))
        let allowsPlainHTTP = try await settings.bool("allow.plain.http", false)
        for listener in [configuration.control, configuration.gateway, configuration.operations] {
            guard listener.isLoopback || allowsPlainHTTP else {
                throw ServerError(
                    .plainListenerInTheOpen,
                    "\(listener.host) is not loopback, and there is no TLS: "
                        + "set allow_plain_http=true if the network is one you trust.")
            }
        }
        return configuration
    }

    /// A key among the mounted secrets comes first; without one the first start makes it in the configuration directory.
    private static func masterKeyPath(_ sources: SettingSources) -> String {
        let name = "/master.key"
        if let folder = sources.secretsDirectory, FileManager.default.fileExists(atPath: folder + name) {
            return folder + name
        }
        return sources.configDirectory + name
    }

    /// Where the running program lies.
    private static func programsDirectory() -> String {
        let program =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "/usr/bin/ag2trust"
        return (program as NSString).deletingLastPathComponent
    }
}

/// Typed reads that refuse what they can't read, instead of falling back to the default in silence.
private struct Settings {
    let reader: ConfigReader

    func string(_ key: String, _ fallback: String) -> String {
        reader.string(forKey: ConfigKey(key), default: fallback)
    }

    func list(_ key: String) async throws -> [String] {
        let values: [String]
        do { values = try await reader.fetchStringArray(forKey: ConfigKey(key)) ?? [] } catch {
            throw ServerError(.badSetting(key), "\(key) must be a list.")
        }
        return values.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    func int(_ key: String, _ fallback: Int, in range: ClosedRange<Int>) async throws -> Int {
        let value: Int
        do { value = try await reader.fetchInt(forKey: ConfigKey(key)) ?? fallback } catch {
            throw ServerError(.badSetting(key), "\(key) must be a whole number.")
        }
        guard range.contains(value) else {
            throw ServerError(.badSetting(key), "\(key) must be from \(range.lowerBound) to \(range.upperBound).")
        }
        return value
    }

    func bool(_ key: String, _ fallback: Bool) async throws -> Bool {
        do { return try await reader.fetchBool(forKey: ConfigKey(key)) ?? fallback } catch {
            throw ServerError(.badSetting(key), "\(key) must be true or false.")
        }
    }

    /// An `http` or `https` URL without anything behind the port.
    func origin(_ key: String) throws -> String? {
        guard let text = reader.string(forKey: ConfigKey(key)), !text.isEmpty else { return nil }
        guard let endpoint = try? UpstreamEndpoint(baseURL: text), endpoint.pathPrefix.isEmpty else {
            throw ServerError(.badSetting(key), "\(key) must be a URL without a path, such as http://10.0.0.5:8081.")
        }
        return endpoint.origin
    }

    func listener(_ name: String, port: Int) async throws -> ServerConfiguration.Listener {
        ServerConfiguration.Listener(
            host: string("\(name).host", "127.0.0.1"), port: try await int("\(name).port", port, in: 1...65_535))
    }

    func awsKMS() -> ServerConfiguration.AWSKMS? {
        func text(_ key: String) -> String? {
            reader.string(forKey: ConfigKey(key)).flatMap { $0.isEmpty ? nil : $0 }
        }
        let (key, region, endpoint) = (text("aws.kms.key"), text("aws.kms.region"), text("aws.kms.endpoint"))
        return key.map { ServerConfiguration.AWSKMS(key: $0, region: region, endpoint: endpoint) }
    }

    func agentIsolation(gatewayPort: Int) async throws -> AgentIsolation {
        let base = try await int("agents.uid.base", Int(AgentIsolation.standardUsers.lowerBound), in: 1...2_000_000_000)
        let count = try await int("agents.uid.count", AgentIsolation.standardUsers.count, in: 1...1_000_000)
        let standard = AgentLimits()
        let limits = AgentLimits(
            files: try await int("agents.max.files", standard.files, in: 64...1 << 20),
            processes: try await int("agents.max.processes", standard.processes, in: 16...1 << 20),
            fileBytes: try await int("agents.max.file.mb", standard.fileBytes >> 20, in: 16...1 << 30) << 20,
            memoryBytes: try await int("agents.max.memory.mb", standard.memoryBytes >> 20, in: 256...1 << 30) << 20)
        let readable = try await list("agents.readable")
        guard readable.count <= 32, readable.allSatisfy({ $0.hasPrefix("/") }) else {
            throw ServerError(.badSetting("agents.readable"), "agents.readable takes at most 32 absolute paths.")
        }
        let without = try await list("agents.isolation.without").map { name in
            guard let protection = Isolation.Protection(rawValue: name) else {
                let known = Isolation.Protection.allCases.map(\.rawValue).joined(separator: ", ")
                throw ServerError(
                    .badSetting("agents.isolation.without"), "agents.isolation.without takes of \(known).")
            }
            return protection
        }
        return AgentIsolation(
            gatewayPort: UInt16(clamping: gatewayPort), users: UInt32(base)..<UInt32(base + count), limits: limits,
            readable: readable, without: Set(without))
    }
}
