// SPDX-License-Identifier: Apache-2.0
private import TrustCore
package import TrustOutbound
package import TrustRuntimes

/// All that can be set about a server, read once at its start.
package struct ServerConfiguration: Sendable {
    /// Database, spool and agents' folders. Never holds the master key.
    package var dataDirectory: String
    /// Holds `master.key`, and `ag2trust.yaml` where there is one.
    package var configDirectory: String
    /// Opens every stored key. Never inside the data directory.
    package var masterKeyPath: String
    /// AWS KMS as the key service; `nil` for the local master key.
    package var awsKMS: AWSKMS?
    /// The dashboard and the JSON API.
    package var control: Listener
    /// The origin by which people reach control, such as a TLS proxy's; `nil` where it is the listener's own.
    package var controlPublicURL: String?
    /// What agents reach.
    package var gateway: Listener
    /// The gateway's origin as agents reach it; no slash at the end.
    package var gatewayURL: String
    /// Metrics and health, for operators.
    package var operations: Listener
    /// Hosts (`host:port`) that a provider's own base URL may name. Empty refuses every base URL of one's own.
    package var baseURLHosts: [String]
    /// Hosts (`host:port`) that agents' HTTP tools may call though they are not on the internet, or on another port.
    package var toolHTTPHosts: [String]
    /// Whether the tools may call nothing but those.
    package var toolHTTPOnlyHosts: Bool
    /// The programs beside `ag2trust`: the launcher and the built-in agent.
    package var programsDirectory: String
    /// Event loops of the gateway.
    package var gatewayLoops: Int
    /// How local agents are kept apart.
    package var agentIsolation: AgentIsolation
    /// Whether a real key may be handed to a local agent that nothing keeps apart.
    package var allowsUnisolatedEnv: Bool
    /// `trace` to `critical`.
    package var logLevel: String

    /// How AWS KMS is reached; credentials come from where AWS' own tools take them.
    package struct AWSKMS: Sendable, Hashable {
        /// Id, ARN or alias.
        package var key: String
        package var region: String?
        package var endpoint: String?
    }

    /// One listening address.
    package struct Listener: Sendable, Hashable {
        package var host: String
        package var port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        /// Its origin, an IPv6 address in brackets.
        package var url: String { endpoint.origin }

        /// Whether only this machine can reach it.
        package var isLoopback: Bool { endpoint.isLoopback }

        private var endpoint: UpstreamEndpoint {
            UpstreamEndpoint(isTLS: false, host: host, port: port, pathPrefix: "")
        }
    }

    package var databasePath: String { dataDirectory + "/ag2trust.db" }
    package var launcherProgram: String { programsDirectory + "/ag2trust-launch" }
    package var agentProgram: String { programsDirectory + "/ag2trust-agent" }
    package var spoolDirectory: String { dataDirectory + "/spool" }
    package var agentsDirectory: String { dataDirectory + "/agents" }

    /// Where webhooks may be delivered to: to loopback only where nobody but this machine can reach the server.
    package var receiverRule: ReceiverRule {
        let listeners = [control, gateway, operations]
        return ReceiverRule(
            allowsLoopback: listeners.allSatisfy(\.isLoopback), ownPorts: Set(listeners.map(\.port)),
            ownHosts: Set(listeners.map(\.host)))
    }
}

/// A setting that can't be used, or a start that must not go on; `description` is written for the operator.
package struct ServerError: Error, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case badSetting(String)
        case plainListenerInTheOpen
        case dataDirectoryInUse
        case masterKeyMissing
        case masterKeyWrong
        case keyServiceUnusable
        case programMissing
        case assetsMissing
        case crashReportsOn
        case databaseUnreadable
    }
    package let code: Code
    package let description: String
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
