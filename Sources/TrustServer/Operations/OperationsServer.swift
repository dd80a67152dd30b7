// SPDX-License-Identifier: Apache-2.0
package import Hummingbird
private import HummingbirdCore
package import Logging
private import NIOCore
package import TrustGateway

/// Health and metrics, for operators and their monitoring; never on the ports that people or agents reach.
package enum OperationsServer {
    /// `GET /healthz`, `GET /readyz`, `GET /metrics` (Prometheus text).
    package static func application(
        _ configuration: ServerConfiguration, gateway: GatewayServer, readiness: Readiness,
        keyServiceIsHealthy: @escaping @Sendable () -> Bool, logger: Logger
    ) -> some ApplicationProtocol {
        let router = Router()
        router.get("/healthz") { _, _ in "ok\n" }
        router.get("/readyz") { _, _ in
            readiness.isReady
                ? Response(
                    status: .ok,
                    body: .init(
                        byteBuffer: ByteBuffer(string: keyServiceIsHealthy() ? "ok\n" : "degraded: key service\n")))
                : Response(status: .serviceUnavailable, body: .init(byteBuffer: ByteBuffer(string: "starting\n")))
        }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: .init(
                    byteBuffer: ByteBuffer(
                        string: MetricsText.render(
                            await gateway.counters(), keyServiceIsHealthy: keyServiceIsHealthy()))))
        }
        return Application(
            router: router,
            server: .http1(configuration: .init(idleTimeout: .seconds(30))),
            configuration: .init(
                address: .hostname(configuration.operations.host, port: configuration.operations.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(64)),
            logger: logger)
    }
}
