// SPDX-License-Identifier: Apache-2.0

extension CommandRecipe {
    /// What every page is by API and command line. A form's answer is the form again where something was wrong, so that
    /// it stands here too.
    static let all =
        reading + agentForms + typeForms + providerForms + peopleForms + operationPages + webhookPages

    private static let reading: [CommandRecipe] = [
        CommandRecipe("GET /", "Its agents", "/api/agents", command: "agent list"),
        CommandRecipe("GET /", "Its providers", "/api/providers", command: "provider list"),
        CommandRecipe("GET /agents", "This list", "/api/agents", command: "agent list"),
        CommandRecipe("GET /agents/:id", "This agent", "/api/agents/:id", command: "agent show :id"),
        CommandRecipe("GET /agents/:id", "Its statistics", "/api/agents/:id/stats", command: "agent stats :id"),
        CommandRecipe("GET /agents/:id", "Its logs", "/api/agents/:id/logs", command: "agent logs :id"),
        CommandRecipe("GET /agent-types", "This list", "/api/agent-types", command: "agent-type list"),
        CommandRecipe("GET /agent-types/:id", "This type", "/api/agent-types/:id", command: "agent-type show :id"),
        CommandRecipe(
            "GET /requests", "This list", "/api/requests", filters: RequestAddress.names, command: "request list"),
        CommandRecipe("GET /requests/:id", "This request", "/api/requests/:id", command: "request show :id"),
        CommandRecipe("GET /settings/providers", "This list", "/api/providers", command: "provider list"),
        CommandRecipe(
            "GET /settings/providers/:id", "This provider", "/api/providers/:id", command: "provider show :id"),
        CommandRecipe(
            "GET /settings/providers/:id", "Test it", "POST /api/providers/:id/test", command: "provider test :id"),
        CommandRecipe(
            "GET /settings/providers/:id", "Rename it", "PATCH /api/providers/:id", body: #"{"name":"NAME"}"#,
            command: "provider rename :id NAME"),
        CommandRecipe("GET /settings/users", "The people", "/api/users", command: "user list"),
        CommandRecipe(
            "GET /settings/users", "The invitations", "/api/invitations", command: "user list --invitations"),
        CommandRecipe("GET /settings/api-keys", "This list", "/api/keys", command: "key list"),
        CommandRecipe("GET /settings/limits", "This page", "/api/limits", command: "limit list"),
        CommandRecipe("GET /", "The way to a first answer", "/api/checklist", command: "checklist"),
        CommandRecipe(
            "GET /settings/audit", "This list", "/api/audit",
            filters: ["actor", "action", "subject", "from", "to"], command: "audit list"),
    ]

    /// The same change on several pages: the form, and what it is sent to.
    static func on(
        _ pages: [String], _ title: String, _ call: String, body: String? = nil,
        secret: String? = nil, command: String
    ) -> [CommandRecipe] {
        pages.map {
            CommandRecipe($0, title, call, body: body, secret: secret, command: command)
        }
    }

    private static let agentForms =
        on(
            ["GET /agents/new", "POST /agents"], "Create an agent", "POST /api/agents",
            body: #"{"name":"NAME","agent_type_id":"AGENT_TYPE_ID"}"#,
            command: "agent create NAME --type AGENT_TYPE_ID")
        + on(
            ["GET /agents/:id/start", "POST /agents/:id/start"], "Start it", "POST /api/agents/:id/start",
            command: "agent start :id")
        + on(["POST /agents/:id/stop"], "Stop it", "POST /api/agents/:id/stop", command: "agent stop :id")
        + on(
            ["GET /agents/:id/restart", "POST /agents/:id/restart"], "Restart it", "POST /api/agents/:id/restart",
            command: "agent restart :id")
        + on(["POST /agents/:id/talk"], "This agent", "GET /api/agents/:id", command: "agent show :id")
        + on(
            ["GET /agents/:id/delete", "POST /agents/:id/delete"], "Delete it", "DELETE /api/agents/:id",
            command: "agent delete :id --yes")

    private static let typeForms =
        on(
            ["GET /agent-types/new", "POST /agent-types"], "Create an agent type", "POST /api/agent-types",
            body: #"{"name":"NAME","system_prompt":"PROMPT","provider_id":"PROVIDER_ID","model":"MODEL"}"#,
            command: "agent-type create NAME --provider PROVIDER_ID --model MODEL --prompt PROMPT")
        + on(
            ["GET /agent-types/:id/edit", "POST /agent-types/:id/edit"], "Change it", "PATCH /api/agent-types/:id",
            body: #"{"model":"MODEL"}"#, command: "agent-type update :id --model MODEL")
        + on(
            ["GET /agent-types/:id/approve", "POST /agent-types/:id/approve"], "Approve its command",
            "POST /api/agent-types/:id/approval", command: "agent-type approve :id")
        + on(
            ["GET /agent-types/:id/disapprove", "POST /agent-types/:id/disapprove"], "Take the approval away",
            "DELETE /api/agent-types/:id/approval", command: "agent-type disapprove :id")
        + on(
            ["GET /agent-types/:id/delete", "POST /agent-types/:id/delete"], "Delete it", "DELETE /api/agent-types/:id",
            command: "agent-type delete :id --yes")

    private static let providerForms =
        on(
            ["GET /settings/providers/new", "POST /settings/providers"], "Add a provider", "POST /api/providers",
            body: #"{"name":"NAME","type":"openai"}"#, secret: "api_key",
            command: "provider add NAME --type openai")
        + on(
            ["POST /settings/providers/:id/test"], "Test it", "POST /api/providers/:id/test",
            command: "provider test :id")
        + on(
            ["POST /settings/providers/:id/rename"], "Rename it", "PATCH /api/providers/:id",
            body: #"{"name":"NAME"}"#, command: "provider rename :id NAME")
        + on(
            ["GET /settings/providers/:id/policy", "POST /settings/providers/:id/policy"], "Set its use policy",
            "PATCH /api/providers/:id", body: #"{"use_policy":{"deliveries":["leased"]}}"#,
            command: "provider policy :id --delivery leased")
        + on(
            ["GET /settings/providers/:id/delete", "POST /settings/providers/:id/delete"], "Delete it",
            "DELETE /api/providers/:id", command: "provider delete :id --yes")

    private static let peopleForms =
        on(
            ["GET /settings/limits", "POST /settings/limits"], "Change the organization’s", "PATCH /api/limits",
            body: #"{"organization_requests":60}"#, command: "limit set --organization-requests 60")
        + on(
            ["POST /checklist"], "Say that the master key is backed up", "PATCH /api/checklist",
            body: #"{"master_key_backed_up":true}"#, command: "checklist --master-key-backed-up")
        + on(
            ["GET /settings/users/invite", "POST /settings/users/invitations"], "Invite somebody",
            "POST /api/invitations", body: #"{"email":"EMAIL","role":"member"}"#,
            command: "user invite EMAIL --role member")
        + on(
            ["POST /settings/users/invitations/:id/resend"], "Make a new link", "POST /api/invitations/:id/resend",
            command: "user invite EMAIL --again")
        + on(
            ["GET /settings/users/invitations/:id/revoke", "POST /settings/users/invitations/:id/revoke"],
            "Take it back", "DELETE /api/invitations/:id", command: "user uninvite :id")
        + on(
            ["GET /settings/users/:id/role", "POST /settings/users/:id/role"], "Give them a role",
            "PATCH /api/users/:id", body: #"{"role":"member"}"#, command: "user role :id member")
        + on(
            ["GET /settings/users/:id/remove", "POST /settings/users/:id/remove"], "Remove them",
            "DELETE /api/users/:id", command: "user remove :id --yes")
        + on(
            ["GET /settings/api-keys/new", "POST /settings/api-keys"], "Create an API key", "POST /api/keys",
            body: #"{"name":"NAME","role":"member"}"#, command: "key create NAME --role member")
        + on(
            ["GET /settings/api-keys/:id/revoke", "POST /settings/api-keys/:id/revoke"], "Revoke it",
            "DELETE /api/keys/:id", command: "key revoke :id --yes")
}
