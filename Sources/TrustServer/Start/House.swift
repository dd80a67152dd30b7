// SPDX-License-Identifier: Apache-2.0
private import Foundation
private import Hummingbird
private import HummingbirdCore
package import Logging
private import NIOCore
private import ServiceLifecycle
private import TrustControl
private import TrustCore
private import TrustGateway
package import TrustOutbound
private import TrustRuntimes
package import TrustStore
private import TrustVault
private import TrustWeb
private import UnixSignals

/// Every part of a server, wired: the composition root. Acyclic, no setters.
package struct House: Sendable {
    private let configuration: ServerConfiguration
    private let control: Control
    private let gateway: GatewayServer
    private let keyRing: KeyRing
    private let dashboard: Dashboard
    private let isolation: Isolation
    private let readiness = Readiness()
    private let logger: Logger

    /// Builds all parts; nothing listens yet and no agent is touched.
    package static func build(
        _ configuration: ServerConfiguration, database: SQLiteDatabase, outbound: OutboundClient, logger: Logger
    ) async throws -> House {
        let clock = WallClock()
        let store = Repositories(database: database, clock: clock)
        let keyRing = try await KeyRing.open(configuration, identity: store.identity, outbound: outbound)
        try await store.prices.seed(PriceFile.shipped())
        let driver = try makeDriver(configuration, logger: logger)
        let isolation = await driver.isolation()
        let opener = StoredCredentialOpener(
            vault: keyRing.vault, providers: store.providers, audit: store.audit, clock: clock)
        let fingerprinter = keyRing.fingerprinter
        let hosts = try HostAllowList(configuration.baseURLHosts)
        let ownHosts = try ProviderType.allCases.map { try UpstreamEndpoint(baseURL: $0.defaultBaseURL).host }
        let gateway = GatewayServer(
            configuration: GatewayConfiguration(
                addresses: [.init(host: configuration.gateway.host, port: configuration.gateway.port)],
                eventLoops: configuration.gatewayLoops, spoolDirectory: configuration.spoolDirectory,
                // The port was checked when the key was opened; a host that has left the list since is not called.
                mayConnect: { host, _ in ownHosts.contains(host) || hosts.names(host: host) }),
            snapshots: store.snapshots, sink: store.usageSink, opener: opener, inbox: store.inbox,
            permits: store.permits,
            toolClient: ToolClient(
                rule: ToolAddressRule(
                    listed: try HostAllowList(configuration.toolHTTPHosts),
                    isListedOnly: configuration.toolHTTPOnlyHosts,
                    ownPorts: Set(
                        [configuration.control, configuration.gateway, configuration.operations].map(\.port)))),
            fingerprint: { fingerprinter.fingerprint(of: $0) }, logger: logger)
        let control = Control(
            ControlPorts(
                identity: store.identity, providers: store.providers, wrappings: store.wrappings,
                agentTypes: store.agentTypes, agents: store.agents, operations: store.operations,
                messages: store.messages,
                webhooks: store.webhooks, requests: store.requests,
                limits: store.limits, usage: store.usage, calls: gateway, audit: store.audit, driver: driver,
                publisher: gateway, opener: opener, vault: keyRing.vault, fingerprinter: fingerprinter,
                passwords: PasswordHasher(), outbound: outbound,
                receivers: ReceiverClient(rule: configuration.receiverRule), baseURLHosts: hosts,
                gatewayURL: configuration.gatewayURL, allowsUnisolatedEnv: configuration.allowsUnisolatedEnv,
                clock: clock, logger: logger))
        return House(
            configuration: configuration, control: control, gateway: gateway, keyRing: keyRing,
            dashboard: try Dashboard(control: control), isolation: isolation, logger: logger)
    }

    /// What comes before serving: agents that still run are adopted and keep their messages, the others marked, and
    /// theirs moved or failed.
    package func open() async throws { try await control.supervisor.reconcile() }

    /// Serves until told to stop. Services stop in reverse: listeners first, so that nothing new begins, then the
    /// supervisor, then the gateway, which drains.
    package func serve() async throws {
        let web = Application(
            router: makeControlRouter(
                control: control,
                configuration: ControlServerConfiguration(
                    boundTo: configuration.control.host, port: configuration.control.port,
                    isLoopback: configuration.control.isLoopback,
                    publicOrigin: configuration.controlPublicURL.flatMap { PublicOrigin($0) }),
                isReady: { [readiness] in readiness.isReady }, dashboard: dashboard),
            // Longer than the longest answer, the 60 s of a question to an agent.
            server: .http1(configuration: .init(idleTimeout: .seconds(90))),
            configuration: .init(
                address: .hostname(configuration.control.host, port: configuration.control.port),
                serverName: nil, availableConnectionsDelegate: MaximumAvailableConnections(1024)),
            onServerRunning: { _ in await announce() }, logger: logger)
        let operations = OperationsServer.application(
            configuration, gateway: gateway, readiness: readiness,
            keyServiceIsHealthy: { [control] in control.keyService.isHealthy }, logger: logger)
        var group = ServiceGroupConfiguration(
            services: [
                .init(service: gateway, failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: Supervision { [control] in await control.supervisor.run() }),
                .init(service: BulkWorker(runner: control.bulkRunner)),
                .init(service: Supervision { [control] in await control.keeper.run() }),
                .init(service: Supervision { [control] in await control.dispatcher.run() }),
                .init(service: Supervision { [control] in await control.keyServiceMonitor.run() }),
                .init(service: operations, failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: web, failureTerminationBehavior: .gracefullyShutdownGroup),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(35)
        group.maximumCancellationDuration = .seconds(5)
        try await ServiceGroup(configuration: group).run()
    }

    /// Tells the operator what they must know, once everything listens, so that a start that fails promises nothing.
    private func announce() async {
        guard (try? await gateway.ports()) != nil else { return }
        do {
            if let token = try await control.setup.issueToken() {
                // Said until there is an owner, not only by the start that made the key: that one may have failed.
                if configuration.awsKMS == nil { Announcement.masterKey(at: configuration.masterKeyPath) }
                Announcement.setup(token: token, url: configuration.controlPublicURL ?? configuration.control.url)
            }
            Announcement.listening(configuration, isolation: isolation)
            readiness.becomeReady()
        } catch {
            logger.critical("the setup token can't be made", metadata: ["error.type": "\(type(of: error))"])
        }
    }

    private static func makeDriver(_ configuration: ServerConfiguration, logger: Logger) throws -> LocalProcessDriver {
        for program in [configuration.launcherProgram, configuration.agentProgram]
        where !FileManager.default.isExecutableFile(atPath: program) {
            throw ServerError(.programMissing, "\(program) is missing. Build it, or set AG2TRUST_PROGRAMS_DIR.")
        }
        return LocalProcessDriver(
            launcherPath: configuration.launcherProgram, agentPath: configuration.agentProgram,
            agentsDirectory: configuration.agentsDirectory, isolation: configuration.agentIsolation,
            logLimit: 4 << 20, logger: logger)
    }
}

/// What is asked of many agents, done: when the group shuts down, what has begun is brought to its end.
private struct BulkWorker: Service {
    let runner: BulkRunner
    func run() async throws {
        await withGracefulShutdownHandler {
            await runner.run()
        } onGracefulShutdown: {
            runner.stop()
        }
    }
}

/// What works beside the listeners, as a service: until the group shuts down.
private struct Supervision: Service {
    let work: @Sendable () async -> Void
    func run() async throws {
        await cancelWhenGracefulShutdown { await work() }
    }
}
