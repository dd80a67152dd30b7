// SPDX-License-Identifier: Apache-2.0

extension CommandRecipe {
    /// Acting on many things, and what becomes of it.
    static let operationPages =
        [CommandRecipe("GET /operations", "This list", "/api/operations", command: "operation list")]
        + on(
            ["GET /operations/:id", "GET /operations/:id/progress"], "This operation", "/api/operations/:id",
            command: "operation show :id")
        + on(
            ["POST /agents/actions"], "Stop some", "POST /api/agents/actions",
            body: #"{"action":"stop","selector":{"labels":{"KEY":"VALUE"}}}"#, command: "agent stop --label KEY=VALUE")
        + on(
            ["GET /agents/:id/edit", "POST /agents/:id/edit"], "Label it", "PATCH /api/agents/:id",
            body: #"{"labels":{"KEY":"VALUE"}}"#, command: "agent label :id KEY=VALUE")
        + on(
            ["GET /settings/providers/:id/stop-all", "POST /settings/providers/:id/stop-all"], "Stop what runs on it",
            "POST /api/providers/:id/pause", command: "provider pause :id")
        + on(
            ["POST /settings/providers/:id/resume"], "Take starts again", "POST /api/providers/:id/resume",
            command: "provider resume :id")
        + on(
            ["GET /settings/providers/:id/reassign", "POST /settings/providers/:id/reassign"], "Move everything",
            "POST /api/providers/:id/reassign", body: #"{"to":"PROVIDER_ID"}"#,
            command: "provider reassign :id --to PROVIDER_ID")

    /// Where answers are delivered to.
    static let webhookPages =
        [
            CommandRecipe("GET /settings/webhook", "This page", "/api/v1/webhook", command: "webhook show"),
            CommandRecipe(
                "GET /settings/webhook", "The deliveries", "/api/v1/webhook/deliveries", command: "webhook deliveries"),
        ]
        + on(
            ["POST /settings/webhook"], "Set the address", "PUT /api/v1/webhook", body: #"{"webhook_url":"URL"}"#,
            command: "webhook set URL")
        + on(
            ["POST /settings/webhook/test"], "Deliver a try", "POST /api/v1/webhook/test", command: "webhook test")
        + on(
            ["GET /settings/webhook/secret", "POST /settings/webhook/secret"], "Make a new secret",
            "POST /api/v1/webhook/secret", command: "webhook rotate")
        + on(
            ["GET /settings/webhook/remove", "POST /settings/webhook/remove"], "Deliver no more",
            "DELETE /api/v1/webhook", command: "webhook remove")
}
