// SPDX-License-Identifier: Apache-2.0
import Configuration
private import Foundation
private import Synchronization

/// Every setting with what counts and why, also where the server would not start with it.
package struct ConfigurationReport: Sendable {
    /// One setting, as it is.
    package struct Value: Sendable, Hashable {
        package let setting: Setting
        /// What counts; `nil` for secrets. Where it is set nowhere, what the default comes to on this machine.
        package let text: String?
        /// `command line`, `secrets directory`, `environment`, `file` or `default`.
        package let origin: String
    }
    package let values: [Value]
    /// Names that nothing reads, each with the one that may be meant.
    package let warnings: [String]
    /// Why a server would not start with these settings.
    package let problem: String?
    /// The keys that a start really reads.
    package let keysRead: Set<String>
    /// The file that was looked for.
    package let file: String

    /// Reads the settings as a start would.
    package static func make(
        commandLine: [String: String], environment: [String: String] = ProcessInfo.processInfo.environment
    ) async -> ConfigurationReport {
        let recorder = AccessRecorder()
        var problem: String?
        var defaults: [String: String] = [:]
        var fileKeys: [String] = []
        var file = "ag2trust.yaml"
        do {
            let sources = try await SettingSources(
                commandLine: commandLine, environment: environment, reporter: recorder)
            fileKeys = sources.fileKeys
            file = sources.configDirectory + "/ag2trust.yaml"
            defaults["config.dir"] = sources.configDirectory
            do {
                let configuration = try await ServerConfiguration.load(from: sources, environment: environment)
                defaults["data.dir"] = configuration.dataDirectory
                defaults["control.public.url"] = configuration.controlPublicURL ?? configuration.control.url
                defaults["gateway.url"] = configuration.gatewayURL
                defaults["gateway.loops"] = String(configuration.gatewayLoops)
                defaults["programs.dir"] = configuration.programsDirectory
            } catch {
                problem = "\(error)"
            }
            // What comes behind the setting that a start would stop at was not read yet.
            let keys = recorder.keys
            for setting in Setting.all where !keys.contains(setting.key) {
                _ = try? await sources.reader.fetchString(forKey: ConfigKey(setting.key))
                recorder.forget(setting.key)
            }
        } catch {
            problem = "\(error)"
        }
        let found = recorder.found
        return ConfigurationReport(
            values: Setting.all.map { [defaults] setting in
                let (text, origin) = found[setting.key] ?? (nil, .fallback)
                let counts = text ?? defaults[setting.key] ?? setting.fallback
                return Value(setting: setting, text: setting.isSecret ? nil : counts, origin: origin.rawValue)
            },
            warnings: UnknownNames.warnings(
                variables: environment.keys.filter { $0.hasPrefix(Setting.prefix) }, fileKeys: fileKeys),
            problem: problem, keysRead: recorder.keys, file: file)
    }
}

/// What the reader was asked for, and who answered.
private final class AccessRecorder: AccessReporter {
    private struct State {
        var found: [String: (String?, SettingSources.Origin)] = [:]
        var keys: Set<String> = []
    }
    private let state = Mutex(State())

    var found: [String: (String?, SettingSources.Origin)] { state.withLock { $0.found } }
    var keys: Set<String> { state.withLock { $0.keys } }

    func report(_ event: AccessEvent) {
        let key = event.metadata.key.components.joined(separator: ".")
        let origins = SettingSources.Origin.allCases
        var origin = SettingSources.Origin.fallback
        var text: String?
        for (index, answer) in event.providerResults.enumerated() where index < origins.count - 1 {
            switch answer.result {
            case .success(let lookup):
                guard let value = lookup.value else { continue }
                text = Self.text(of: value.content)
            case .failure: text = "(can't be read)"
            }
            origin = origins[index]
            break
        }
        let answer = (text, origin)
        state.withLock { state in
            state.keys.insert(key)
            state.found[key] = answer
        }
    }

    /// Its value stays; a start does not read it.
    func forget(_ key: String) { state.withLock { _ = $0.keys.remove(key) } }

    private static func text(of content: ConfigContent) -> String {
        switch content {
        case .string(let text): text
        case .int(let number): String(number)
        case .bool(let flag): String(flag)
        case .stringArray(let texts): texts.joined(separator: ", ")
        default: "(set)"
        }
    }
}
