# SPDX-License-Identifier: Apache-2.0
"""The demo's steps with a provider and an agent: adding, asking, counting, and a deletion that must be refused."""

import re
import time

import interface
import models
import place
import processes
import terminal

QUESTION = "What is the capital of France?"
PROMPT = "Answer in one short sentence."


def named(items: list[dict], name: str) -> dict | None:
    return next((item for item in items if item["name"] == name), None)


def provider_for(api: interface.Interface, choice: models.Choice) -> dict:
    """The stored provider with this key, as far as its last characters tell; otherwise a new one."""
    stored = api.items("/api/providers")
    # As the server does it: short keys have no hint.
    hint = choice.key[-4:] if len(choice.key) >= 20 else None
    name = choice.name
    found = named(stored, name)
    if found and found.get("key_hint") != hint:
        name = f"{choice.name}, key {hint or 'without a hint'}"
        terminal.say(f"{choice.name} is stored with another key; this key is a provider of its own.")
        found = named(stored, name)
    if found:
        return found
    body = {"name": name, "type": choice.type, "api_key": choice.key, "use_case": "demo"}
    if choice.base_url:
        body["base_url"] = choice.base_url
    return api.call("POST", "/api/providers", body)


def agent_for(api: interface.Interface, choice: models.Choice, provider: dict) -> tuple[dict, dict]:
    name = f"Demo on {provider['name']}"
    kind = named(api.items("/api/agent-types"), name)
    if kind is None:
        offered = api.call("POST", f"/api/providers/{provider['id']}/test").get("models", [])
        slug = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")
        body = {
            "name": name, "slug": slug, "endpoint_slug": slug, "system_prompt": PROMPT,
            "provider_id": provider["id"], "model": models.pick(choice, offered), "max_tokens": 200,
        }
        if choice.type == "openai":
            body["temperature"] = 0
        kind = api.call("POST", "/api/agent-types", body)
    agent = named(api.items("/api/agents"), name)
    if agent is None:
        agent = api.call("POST", "/api/agents", {"name": name, "agent_type_id": kind["id"]})
    path = f"/api/agents/{agent['id']}"
    if agent["state"] in ("stopped", "error"):
        api.call("POST", f"{path}/start")
    agent = processes.wait_until(
        lambda: settled(api.call("GET", path)), 60) or api.call("GET", path)
    if agent["state"] != "running":
        raise SystemExit(f"the agent is {agent['state']}: {agent.get('state_reason') or 'no reason given'}")
    return kind, agent


def settled(agent: dict) -> dict | None:
    return agent if agent["state"] in ("running", "error", "stopped") else None


def ask(api: interface.Interface, origin: str, kind: dict, agent: dict) -> None:
    path = place.HOME / "api-key"
    if not path.exists():
        key = api.call("POST", "/api/keys", {"name": "Demo", "role": "member"})["key"]
        place.write_private(path, key + "\n")
    customer = interface.Interface(origin, {"X-API-Key": path.read_text().strip()})
    before = time.monotonic()
    terminal.fact("request", f"POST /api/v1/ask/{kind['endpoint_slug']}")
    terminal.fact("question", QUESTION)
    answer = customer.call("POST", f"/api/v1/ask/{kind['endpoint_slug']}", {"content": QUESTION}, timeout=120)
    terminal.fact("answer", terminal.plain(answer["content"].strip()))
    terminal.fact("after", f"{time.monotonic() - before:.1f} s")


def calls(api: interface.Interface, agent: dict) -> int:
    return api.call("GET", f"/api/agents/{agent['id']}/stats")["calls"]


def show_statistics(api: interface.Interface, agent: dict, before: int) -> None:
    """Shows them once they count more calls than before: a call is written a moment after its answer."""
    processes.wait_until(lambda: calls(api, agent) > before, 3)
    figures = api.call("GET", f"/api/agents/{agent['id']}/stats")
    average = figures.get("average_response_time_ms")
    terminal.fact("total tokens", f"{figures['total_tokens']:,} ({figures['input_tokens']:,} in, "
                                  f"{figures['output_tokens']:,} out)")
    terminal.fact("average response time", "none yet" if average is None else f"{average:,.0f} ms")
    terminal.fact("messages processed", figures.get("messages_processed"))
    terminal.fact("errors", figures["errors"])
    cost = figures["estimated_cost"]
    known = "unknown" if cost.get("amount") is None else f"{cost['amount']} {cost['currency']}"
    terminal.fact("estimated cost", " ".join(filter(None, [known, f"({cost['reason']})" if cost.get("reason") else ""])))


def refuse_deletion(api: interface.Interface, provider: dict) -> None:
    terminal.fact("request", f"DELETE /api/providers/{provider['id']}")
    try:
        api.call("DELETE", f"/api/providers/{provider['id']}")
    except interface.Refused as refused:
        if refused.code != "PROVIDER_IN_USE":
            raise
        agents = ", ".join(agent["name"] for agent in refused.body["details"].get("agents", []))
        terminal.fact("answer", f"{refused.status} {refused.code}")
        terminal.fact("agents that use it", agents)
        return
    raise SystemExit("a provider with a running agent was deleted")
