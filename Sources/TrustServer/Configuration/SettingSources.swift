// SPDX-License-Identifier: Apache-2.0
import Configuration
private import Foundation
private import Synchronization
private import SystemPackage

/// Where settings come from, opened: in falling order of right.
struct SettingSources {
    /// Where a value came from, in the order in which the reader asks.
    enum Origin: String, CaseIterable, Sendable {
        case commandLine = "command line"
        case secretsDirectory = "secrets directory"
        case environment = "environment"
        case file = "file"
        case fallback = "default"
    }

    let reader: ConfigReader
    let configDirectory: String
    let secretsDirectory: String?
    /// The keys that the file sets, known or not.
    let fileKeys: [String]

    /// - Throws: `ServerError` for a file or a folder that can't be read.
    init(
        commandLine: [String: String], environment: [String: String], reporter: (any AccessReporter)? = nil
    ) async throws {
        let given = Self.provider(of: commandLine)
        let variables = EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "ag2trust")
        // What says where the others are: an empty provider stands where the secrets directory will.
        let first = ConfigReader(providers: [given, Self.provider(of: [:]), variables], accessReporter: reporter)
        let home = environment["HOME"] ?? NSHomeDirectory()
        configDirectory = first.string(
            forKey: "config.dir", default: geteuid() == 0 ? "/etc/ag2trust" : home + "/.config/ag2trust")
        secretsDirectory = first.string(forKey: "secrets.dir")
        let secrets = Self.provider(of: try secretsDirectory.map(Self.files) ?? [:])
        let path = configDirectory + "/ag2trust.yaml"
        let keys = KeyRecorder()
        let file: FileProvider<YAMLSnapshot>
        do {
            file = try await FileProvider<YAMLSnapshot>(
                // Asked about every key whether it is a secret: the only place that tells which keys there are.
                parsingOptions: .init(secretsSpecifier: .dynamic { key, _ in keys.add(key) }),
                filePath: FilePath(path), allowMissing: true)
        } catch {
            throw ServerError(.badSetting("ag2trust.yaml"), "\(path) can't be read as YAML.")
        }
        fileKeys = keys.all
        reader = ConfigReader(providers: [given, secrets, variables, file], accessReporter: reporter)
    }

    private static func provider(of values: [String: String]) -> EnvironmentVariablesProvider {
        EnvironmentVariablesProvider(
            environmentVariables: Dictionary(
                values.map { ($0.key.uppercased().replacing(".", with: "_"), $0.value) },
                uniquingKeysWith: { first, _ in first }))
    }

    /// The settings that a folder of secrets has. Only files that are named like one are opened: the master key, which
    /// may lie beside them, is not read into text.
    private static func files(in folder: String) throws -> [String: String] {
        guard FileManager.default.fileExists(atPath: folder) else {
            throw ServerError(.badSetting("secrets.dir"), "secrets.dir names \(folder), which is not there.")
        }
        var values: [String: String] = [:]
        for setting in Setting.all {
            let path = folder + "/" + setting.key
            guard FileManager.default.fileExists(atPath: path) else { continue }
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw ServerError(.badSetting(setting.key), "\(path) can't be read as text.")
            }
            values[setting.key] = text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return values
    }
}

/// Remembers keys that it is shown.
private final class KeyRecorder: Sendable {
    private let keys = Mutex<[String]>([])

    var all: [String] { keys.withLock { $0.sorted() } }

    /// - Returns: whether the key's value is a secret.
    func add(_ key: String) -> Bool {
        keys.withLock { $0.append(key) }
        return Setting.all.first { $0.key == key }?.isSecret ?? true
    }
}
