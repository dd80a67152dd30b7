// SPDX-License-Identifier: Apache-2.0

extension CommandRecipe {
    /// Acting on many things, and what becomes of it.
    static let operationPages = [
        CommandRecipe("GET /operations", "This list", "/api/operations", command: "operation list"),
        CommandRecipe("GET /operations/:id", "This operation", "/api/operations/:id", command: "operation show :id"),
        CommandRecipe(
            "GET /operations/:id/progress", "This operation", "/api/operations/:id", command: "operation show :id"),
        CommandRecipe(
            "POST /agents/actions", "Stop some", "POST /api/agents/actions",
            body: #"{"action":"stop","selector":{"labels":{"KEY":"VALUE"}}}"#, command: "agent stop --label KEY=VALUE"),
        CommandRecipe(
            "GET /agents/:id/edit", "Label it", "PATCH /api/agents/:id", body: #"{"labels":{"KEY":"VALUE"}}"#,
            command: "agent label :id KEY=VALUE"),
        CommandRecipe(
            "POST /agents/:id/edit", "Label it", "PATCH /api/agents/:id", body: #"{"labels":{"KEY":"VALUE"}}"#,
            command: "agent label :id KEY=VALUE"),
        CommandRecipe(
            "GET /settings/providers/:id/stop-all", "Stop what runs on it", "POST /api/providers/:id/pause",
            command: "provider pause :id"),
        CommandRecipe(
            "POST /settings/providers/:id/stop-all", "Stop what runs on it", "POST /api/providers/:id/pause",
            command: "provider pause :id"),
        CommandRecipe(
            "POST /settings/providers/:id/resume", "Take starts again", "POST /api/providers/:id/resume",
            command: "provider resume :id"),
        CommandRecipe(
            "GET /settings/providers/:id/reassign", "Move everything", "POST /api/providers/:id/reassign",
            body: #"{"to":"PROVIDER_ID"}"#, command: "provider reassign :id --to PROVIDER_ID"),
        CommandRecipe(
            "POST /settings/providers/:id/reassign", "Move everything", "POST /api/providers/:id/reassign",
            body: #"{"to":"PROVIDER_ID"}"#, command: "provider reassign :id --to PROVIDER_ID"),
    ]

    /// Where answers are delivered to.
    static let webhookPages = [
        CommandRecipe("GET /settings/webhook", "This page", "/api/v1/webhook", command: "webhook show"),
        CommandRecipe(
            "GET /settings/webhook", "The deliveries", "/api/v1/webhook/deliveries", command: "webhook deliveries"),
        CommandRecipe(
            "POST /settings/webhook", "Set the address", "PUT /api/v1/webhook", body: #"{"webhook_url":"URL"}"#,
            command: "webhook set URL"),
        CommandRecipe(
            "POST /settings/webhook/test", "Deliver a try", "POST /api/v1/webhook/test", command: "webhook test"),
        CommandRecipe(
            "GET /settings/webhook/secret", "Make a new secret", "POST /api/v1/webhook/secret",
            command: "webhook rotate"),
        CommandRecipe(
            "POST /settings/webhook/secret", "Make a new secret", "POST /api/v1/webhook/secret",
            command: "webhook rotate"),
        CommandRecipe(
            "GET /settings/webhook/remove", "Deliver no more", "DELETE /api/v1/webhook", command: "webhook remove"),
        CommandRecipe(
            "POST /settings/webhook/remove", "Deliver no more", "DELETE /api/v1/webhook", command: "webhook remove"),
    ]
}
