// SPDX-License-Identifier: Apache-2.0
private import Configuration
private import Foundation
private import SystemPackage
private import TrustCore
private import TrustRuntimes

extension ServerConfiguration {
    /// Reads the settings, in rising order of right: defaults, `ag2trust.yaml` in the configuration directory,
    /// `AG2TRUST_*` variables, the command line.
    ///
    /// ## Configuration keys
    /// - `data.dir` (string): `/var/lib/ag2trust` for root, else `~/.local/share/ag2trust`.
    /// - `config.dir` (string): `/etc/ag2trust` for root, else `~/.config/ag2trust`. Not read from the file.
    /// - `control.host`, `control.port` (string, int): `127.0.0.1`, 8080.
    /// - `gateway.host`, `gateway.port` (string, int): `127.0.0.1`, 8081.
    /// - `ops.host`, `ops.port` (string, int): `127.0.0.1`, 8082.
    /// - `allow.plain.http` (bool): false. Listens beyond loopback without TLS only if true.
    /// - `base.url.hosts` (string array): empty.
    /// - `tool.http.hosts` (string array): empty.
    /// - `programs.dir` (string): where `ag2trust` itself lies.
    /// - `gateway.loops` (int): as many as there are cores.
    /// - `agents.uid.base`, `agents.uid.count` (int): 60578, 606. Users of local agents, where the server is root.
    /// - `agents.max.files`, `agents.max.processes`, `agents.max.file.mb`, `agents.max.memory.mb` (int): 1024, 512,
    ///   1024, 4096. What one local agent may take.
    /// - `agents.isolation.without` (string array): empty. Protections to be left out.
    /// - `allow.unisolated.env` (bool): false. Hands keys to local agents that nothing keeps apart only if true.
    /// - `log.level` (string): `info`.
    ///
    /// - Parameters:
    ///   - commandLine: Keys as above with the values that were given, such as `["control.port": "9000"]`.
    ///   - environment: The process' environment, unless another is given.
    /// - Returns: the configuration, with the defaults above for what is set nowhere.
    /// - Throws: `ServerError` naming the setting that can't be used.
    package static func load(
        commandLine: [String: String],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws -> ServerConfiguration {
        let given = Dictionary(
            uniqueKeysWithValues: commandLine.map { key, value in
                (key.uppercased().replacing(".", with: "_"), value)
            })
        var providers: [any ConfigProvider] = [
            EnvironmentVariablesProvider(environmentVariables: given),
            EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "ag2trust"),
        ]
        let isRoot = geteuid() == 0
        let home = environment["HOME"] ?? NSHomeDirectory()
        let configDirectory =
            ConfigReader(providers: providers)
            .string(forKey: "config.dir", default: isRoot ? "/etc/ag2trust" : home + "/.config/ag2trust")
        do {
            providers.append(
                try await FileProvider<YAMLSnapshot>(
                    filePath: FilePath(configDirectory + "/ag2trust.yaml"), allowMissing: true))
        } catch {
            throw ServerError(.badSetting("ag2trust.yaml"), "\(configDirectory)/ag2trust.yaml can't be read as YAML.")
        }
        let settings = Settings(reader: ConfigReader(providers: providers))
        let programs = settings.string("programs.dir", Self.programsDirectory())
        let gateway = try await settings.listener("gateway", port: 8081)
        let configuration = ServerConfiguration(
            dataDirectory: settings.string("data.dir", isRoot ? "/var/lib/ag2trust" : home + "/.local/share/ag2trust"),
            configDirectory: configDirectory,
            control: try await settings.listener("control", port: 8080),
            gateway: gateway,
            operations: try await settings.listener("ops", port: 8082),
            baseURLHosts: settings.list("base.url.hosts"),
            toolHTTPHosts: settings.list("tool.http.hosts"),
            launcherProgram: programs + "/ag2trust-launch",
            agentProgram: programs + "/ag2trust-agent",
            gatewayLoops: try await settings.int(
                "gateway.loops", ProcessInfo.processInfo.activeProcessorCount, in: 1...256),
            agentIsolation: try await settings.agentIsolation(gatewayPort: gateway.port),
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

    func list(_ key: String) -> [String] {
        reader.stringArray(forKey: ConfigKey(key), default: [])
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
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

    func listener(_ name: String, port: Int) async throws -> ServerConfiguration.Listener {
        ServerConfiguration.Listener(
            host: string("\(name).host", "127.0.0.1"), port: try await int("\(name).port", port, in: 1...65_535))
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
        let without = try list("agents.isolation.without").map { name in
            guard let protection = Isolation.Protection(rawValue: name) else {
                let known = Isolation.Protection.allCases.map(\.rawValue).joined(separator: ", ")
                throw ServerError(
                    .badSetting("agents.isolation.without"), "agents.isolation.without takes of \(known).")
            }
            return protection
        }
        return AgentIsolation(
            gatewayPort: UInt16(clamping: gatewayPort), users: UInt32(base)..<UInt32(base + count), limits: limits,
            without: Set(without))
    }
}
