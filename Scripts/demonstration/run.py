# SPDX-License-Identifier: Apache-2.0
"""The demo, after the build: from a first start to an answered question, its figures and its cost.

    run.py --if-running     succeeds, and says where, if the demo is running already
    run.py BINARIES         runs it with the programs of that folder
"""

import os
import pathlib
import sys
import time

import interface
import models
import place
import processes
import terminal

QUESTION = "What is the capital of France?"
PROMPT = "Answer in one short sentence."
OWNER = "owner@demo.example"


def main() -> int:
    if sys.argv[1:] == ["--if-running"]:
        return 0 if is_running() else 1
    place.make_folders()
    os.umask(0o077)
    try:
        demonstrate(pathlib.Path(sys.argv[1]).resolve())
    except (SystemExit, interface.Refused, OSError) as error:
        terminal.warn(f"The demo stopped: {terminal.plain(str(error))}")
        log = processes.Stored("server").tail()
        if log:
            terminal.say("The server's last lines:")
            terminal.block(log)
        terminal.say("make demo-stop ends what is still running.")
        return 1
    return 0


def is_running() -> bool:
    if processes.Stored("server").pid is None:
        return False
    terminal.say("The demo is running already.")
    show_entrance()
    return True


def demonstrate(binaries: pathlib.Path) -> None:
    for name in ("model", "simulator"):
        processes.Stored(name).stop(patience=5)
    taken: set[int] = set()
    ports = place.load("ports") or {"control": 8080, "gateway": 8081, "ops": 8082}
    ports = {name: processes.free_port(port, taken) for name, port in ports.items()}
    place.store("ports", ports)

    terminal.step(2, "A language model for the agents")
    choice = models.choose(binaries, taken)
    terminal.fact("provider", choice.name)
    terminal.fact("address", choice.base_url or f"{choice.type}'s own")
    if choice.kind == "simulator":
        terminal.warn("This is a simulator: no model answers, and every answer says so.")

    terminal.step(3, "The server")
    origin = f"http://127.0.0.1:{ports['control']}"
    printed = start_server(binaries, ports, origin, choice)
    terminal.block(printed)

    terminal.step(4, "Organization and owner")
    api = enter(origin, printed)
    me = api.call("GET", "/api/session")
    terminal.fact("organization", me["organization"]["name"])
    terminal.fact("owner", me["user"]["email"])

    terminal.step(5, "A provider: its key is sealed before it is stored")
    provider = provider_for(api, choice)
    terminal.fact("provider", f"{provider['name']} ({provider['type']})")
    terminal.fact("key", f"ends in {provider.get('key_hint')}; never shown again")
    terminal.fact("tried", provider["health"]["state"])

    terminal.step(6, "An agent type, and an agent")
    kind, agent = agent_for(api, choice, provider)
    terminal.fact("agent type", f"{kind['name']}, model {kind['model']}")
    terminal.fact("agent", f"{agent['name']} is {agent['state']}")
    terminal.fact("isolation", agent["isolation"])

    terminal.step(7, "A question, as a customer's program asks it")
    ask(api, origin, kind, agent)

    terminal.step(8, "What the agent used")
    show_statistics(api, agent)

    terminal.step(9, "A provider that is in use can't be deleted")
    refuse_deletion(api, provider)

    terminal.step(10, "The dashboard is yours")
    show_entrance()
    terminal.say("make demo-stop ends everything; make demo starts it again with what is there.")


def start_server(binaries: pathlib.Path, ports: dict, origin: str, choice: models.Choice) -> str:
    """Starts it and returns what it printed. The providers' own variables stay out of its environment."""
    environment = {
        name: value for name, value in os.environ.items()
        if not name.startswith(("AG2TRUST_", "OPENAI_", "ANTHROPIC_")) and not name.endswith("_API_KEY")
    }
    environment |= {
        "AG2TRUST_DATA_DIR": str(place.DATA), "AG2TRUST_CONFIG_DIR": str(place.CONFIG),
        "AG2TRUST_CONTROL_PORT": str(ports["control"]), "AG2TRUST_GATEWAY_PORT": str(ports["gateway"]),
        "AG2TRUST_OPS_PORT": str(ports["ops"]),
    }
    if choice.allowed_host:
        environment["AG2TRUST_BASE_URL_HOSTS"] = choice.allowed_host
    server = processes.Stored("server")
    offset = server.start([str(binaries / "ag2trust"), "serve"], environment)
    caller = interface.Interface(origin)
    processes.wait_until(lambda: server.has_ended() or caller.answers("/healthz"), 60)
    if server.has_ended() or not caller.answers("/healthz"):
        raise SystemExit("the server does not answer")

    def printed() -> str:
        with server.log.open(errors="replace") as log:
            log.seek(offset)
            return log.read()

    # The last of what a start prints is where everything listens.
    processes.wait_until(lambda: "health and metrics" in printed(), 3)
    return printed()


def enter(origin: str, printed: str) -> interface.Interface:
    """Signs in; the first time, makes organization and owner with the token that the server printed."""
    owner = place.load("owner")
    if owner is None:
        token = setup_token(printed)
        owner = {"email": OWNER, "password": place.new_secret()}
        # Kept first: an owner whose password is lost could never sign in.
        place.store("owner", owner)
        try:
            interface.Interface(origin).call(
                "POST", "/api/setup",
                {"token": token, "organization": "Demo", "name": "Demo Owner", **owner})
        except interface.Refused:
            (place.HOME / "owner.json").unlink()
            raise
    return interface.signed_in(origin, owner)


def setup_token(printed: str) -> str:
    lines = [line.strip() for line in printed.splitlines()]
    for number, line in enumerate(lines):
        if line.endswith("one-time token:"):
            return next(filter(None, lines[number + 1 :]), "")
    raise SystemExit("the server has an owner that this demo does not know: remove ./.demo and try again")


def named(items: list[dict], name: str) -> dict | None:
    return next((item for item in items if item["name"] == name), None)


def provider_for(api: interface.Interface, choice: models.Choice) -> dict:
    found = named(api.items("/api/providers"), choice.name)
    if found:
        return found
    body = {"name": choice.name, "type": choice.type, "api_key": choice.key, "use_case": "demo"}
    if choice.base_url:
        body["base_url"] = choice.base_url
    return api.call("POST", "/api/providers", body)


def agent_for(api: interface.Interface, choice: models.Choice, provider: dict) -> tuple[dict, dict]:
    name = f"Demo on {provider['name']}"
    kind = named(api.items("/api/agent-types"), name)
    if kind is None:
        offered = api.call("POST", f"/api/providers/{provider['id']}/test").get("models", [])
        slug = "".join(c if c.isalnum() else "-" for c in name.lower())
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


def show_statistics(api: interface.Interface, agent: dict) -> None:
    path = f"/api/agents/{agent['id']}/stats"
    processes.wait_until(lambda: api.call("GET", path)["calls"] > 0, 10)
    figures = api.call("GET", path)
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


def show_entrance() -> None:
    ports, owner = place.load("ports"), place.load("owner")
    terminal.fact("dashboard", f"http://127.0.0.1:{ports['control']}")
    if owner:
        terminal.fact("sign in with", owner["email"])
        terminal.fact("password", f"{owner['password']}   (kept in .demo/owner.json)")
    terminal.fact("gateway, for agents", f"http://127.0.0.1:{ports['gateway']}")
    terminal.fact("health and metrics", f"http://127.0.0.1:{ports['ops']}")
    terminal.fact("logs", ".demo/logs/")


if __name__ == "__main__":
    sys.exit(main())
