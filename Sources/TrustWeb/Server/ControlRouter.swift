// SPDX-License-Identifier: Apache-2.0
package import Hummingbird
import TrustAPI
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

    let api = APIRoutes(routes)
    registerHealth(on: api, isReady: isReady, keyService: control.keyService)
    SessionAPI(control: control, cookie: cookie).register(on: api)
    ProvidersAPI(control: control).register(on: api)
    AgentTypesAPI(control: control).register(on: api)
    AgentsAPI(control: control).register(on: api)
    OperationsAPI(control: control).register(on: api)
    RequestsAPI(control: control).register(on: api)
    LimitsAPI(control: control).register(on: api)
    VaultAPI(control: control).register(on: api)
    APIKeysAPI(control: control).register(on: api)
    UsersAPI(control: control).register(on: api)
    InvitationsAPI(control: control).register(on: api)
    AuditAPI(control: control).register(on: api)
    CustomerAPI(control: control).register(on: api)
    MessagesAPI(control: control).register(on: api)
    WebhookAPI(control: control).register(on: api)
    let contract = ContractAPI(cookie: cookie)
    contract.register(on: api)
    contract.fill(routes.entries)
    dashboard?.register(on: routes)
    table.fill(routes.entries)
    return (router, routes.entries)
}

private func registerHealth(
    on routes: APIRoutes, isReady: @escaping @Sendable () async -> Bool, keyService: KeyServiceDesk
) {
    routes.get("/healthz", requires: .open, APIOperation("Tell that it lives", answers: .ok(StatusResponse.self))) {
        _, _ in
        try JSONAnswer.make(StatusResponse(status: .ok))
    }
    routes.get(
        "/readyz", requires: .open,
        APIOperation(
            "Tell whether it is ready to work", answers: .ok(StatusResponse.self), .json(503, StatusResponse.self))
    ) { _, _ in
        guard await isReady() else {
            return try JSONAnswer.make(StatusResponse(status: .notReady), status: .serviceUnavailable)
        }
        return try JSONAnswer.make(StatusResponse(status: keyService.isHealthy ? .ready : .degraded))
    }
}
