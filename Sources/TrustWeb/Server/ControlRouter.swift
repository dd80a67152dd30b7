// SPDX-License-Identifier: Apache-2.0
package import Hummingbird
package import TrustControl

/// Everything that the control listener answers: the JSON API, the health checks, and the dashboard.
///
/// `/readyz` says what `isReady` says; without a dashboard only the API answers.
package func makeControlRouter(
    control: Control, configuration: ControlServerConfiguration, isReady: @escaping @Sendable () async -> Bool,
    dashboard: (any DashboardPages)?
) -> Router<ControlContext> {
    makeControlRoutes(control: control, configuration: configuration, isReady: isReady, dashboard: dashboard).router
}

/// The same with the list of what was registered.
package func makeControlRoutes(
    control: Control, configuration: ControlServerConfiguration, isReady: @escaping @Sendable () async -> Bool,
    dashboard: (any DashboardPages)?
) -> (router: Router<ControlContext>, entries: [AccessRoutes.Entry]) {
    let router = Router(context: ControlContext.self, options: .autoGenerateHeadEndpoints)
    let table = RouteTable()
    let cookie = SessionCookie(usesTLS: configuration.usesTLS)
    router.add(middleware: AnswerMiddleware(configuration: configuration, table: table, dashboard: dashboard))
    let routes = AccessRoutes(
        router: router, gate: AccessGate(access: control.access, setup: control.setup, cookie: cookie),
        stages: RequestStages(asking: control.asking, repeated: RepeatedRequests(service: control.repeats)))

    registerHealth(on: routes, isReady: isReady)
    SessionAPI(control: control, cookie: cookie).register(on: routes)
    ProvidersAPI(control: control).register(on: routes)
    AgentTypesAPI(control: control).register(on: routes)
    AgentsAPI(control: control).register(on: routes)
    APIKeysAPI(control: control).register(on: routes)
    UsersAPI(control: control).register(on: routes)
    InvitationsAPI(control: control).register(on: routes)
    CustomerAPI(control: control).register(on: routes)
    MessagesAPI(control: control).register(on: routes)
    WebhookAPI(control: control).register(on: routes)
    dashboard?.register(on: routes)
    table.fill(routes.entries)
    return (router, routes.entries)
}

private func registerHealth(on routes: AccessRoutes, isReady: @escaping @Sendable () async -> Bool) {
    routes.get("/healthz", requires: .open) { _, _ in
        try JSONAnswer.make(["status": "ok"])
    }
    routes.get("/readyz", requires: .open) { _, _ in
        let ready = await isReady()
        return try JSONAnswer.make(
            ["status": ready ? "ready" : "not_ready"], status: ready ? .ok : .serviceUnavailable)
    }
}
