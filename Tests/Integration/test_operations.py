# SPDX-License-Identifier: Apache-2.0
"""Acting on many agents at once, over the real server, gateway and simulator."""

import subprocess
import threading

import openai
from house import PROGRAMS, wait_for

EXTERNAL, LOCAL = 100, 6


def opened(house):
    for dialect in ("openai", "anthropic"):
        house.start_simulator(dialect)
    house.start_server()
    house.set_up()
    return house.add_provider("openai")


def finished(house, operation):
    def done():
        answer = house.must(200, "GET", f"/api/operations/{operation}")
        return answer if answer["status"] == "done" else None
    return wait_for(done, 90, "the operation being done")


class Caller(threading.Thread):
    """A program that runs elsewhere, and calls all the time."""

    def __init__(self, environments, stop):
        super().__init__()
        self.environments, self.stop, self.calls, self.failures = environments, stop, 0, []

    def run(self):
        clients = [openai.OpenAI(base_url=e["OPENAI_BASE_URL"], api_key=e["OPENAI_API_KEY"], max_retries=0, timeout=30)
                   for e in self.environments]
        while not self.stop.is_set():
            for client in clients:
                try:
                    client.chat.completions.create(
                        model="gpt-4o-mini", messages=[{"role": "user", "content": "hello"}])
                    self.calls += 1
                except openai.OpenAIError as error:
                    self.failures.append(repr(error))


def run(house, *arguments):
    return subprocess.run(
        [PROGRAMS / "ag2trust", *arguments], capture_output=True, text=True, timeout=90,
        env={"PATH": "/usr/bin:/bin", "HOME": str(house.folder), "AG2TRUST_API_KEY": house.session,
             "AG2TRUST_URL": f"http://127.0.0.1:{house.control}"})


def test_a_key_is_changed_under_a_hundred_agents_and_no_call_fails(fresh_house):
    house = fresh_house
    old = opened(house)
    new = house.add_provider("openai", name="openai-next")
    elsewhere = house.add_type("elsewhere", old, "gpt-4o-mini", "leased", runtime="external")
    local = house.add_type("local", old, "gpt-4o-mini", "env")
    environments = []
    for number in range(EXTERNAL):
        agent = house.add_agent(f"outside-{number}", elsewhere)
        environments.append(house.must(202, "POST", f"/api/agents/{agent}/start")["environment"])
    agents = [house.add_agent(f"local-{number}", local) for number in range(LOCAL)]
    started = house.must(202, "POST", "/api/agents/actions", {"action": "start", "selector": {"type": local}})
    assert finished(house, started["id"])["failed"] == 0
    processes = {agent: house.agent_processes(agent) for agent in agents}

    stop = threading.Event()
    callers = [Caller(environments[index::4], stop) for index in range(4)]
    for caller in callers:
        caller.start()
    try:
        wait_for(lambda: sum(caller.calls for caller in callers) > 100, 60, "a hundred calls")
        asked = house.must(202, "POST", f"/api/providers/{old}/reassign", {"to": new})
        assert asked["total"] == EXTERNAL + LOCAL
        done = finished(house, asked["id"])
        before = sum(caller.calls for caller in callers)
        wait_for(lambda: sum(caller.calls for caller in callers) > before + 200, 60, "two hundred more calls")
    finally:
        stop.set()
        for caller in callers:
            caller.join()
    assert [failure for caller in callers for failure in caller.failures] == []
    assert done["failed"] == 0 and done["done"] == EXTERNAL + LOCAL
    for agent in agents:
        assert house.state(agent) == "running"
        assert house.agent_processes(agent) and house.agent_processes(agent) != processes[agent]
    assert house.must(200, "GET", f"/api/providers/{old}")["in_use"] == {"agents": [], "agent_types": []}
    house.must(204, "DELETE", f"/api/providers/{old}")


def test_what_was_asked_goes_on_after_the_server_was_killed(fresh_house):
    house = fresh_house
    kind = house.add_type("local", opened(house), "gpt-4o-mini", "env")
    agents = [house.add_agent(f"local-{number}", kind) for number in range(16)]
    asked = house.must(202, "POST", "/api/agents/actions", {"action": "start", "agents": agents})
    house.kill_server()
    house.start_server()
    done = finished(house, asked["id"])
    assert done["failed"] == 0 and done["done"] == len(agents), [i for i in done["items"] if i["status"] == "failed"]
    assert [house.state(agent) for agent in agents] == ["running"] * len(agents)


def test_pausing_stops_all_and_the_command_line_follows(fresh_house):
    house = fresh_house
    provider = opened(house)
    kind = house.add_type("local", provider, "gpt-4o-mini", "env", labels={"environment": "test"})
    agents = [house.add_agent(f"local-{number}", kind) for number in range(3)]

    assert run(house, "agent", "start", "--label", "environment=test").returncode == 0
    assert [house.state(agent) for agent in agents] == ["running"] * 3
    refused = house.call("DELETE", f"/api/providers/{provider}").json
    assert refused["error_code"] == "PROVIDER_IN_USE"
    assert refused["details"]["links"]["stop_all"] == {"method": "POST", "path": f"/api/providers/{provider}/pause"}
    paused = run(house, "provider", "pause", "openai-simulated")
    assert paused.returncode == 0 and "3 of 3 done" in paused.stdout, paused
    assert [house.state(agent) for agent in agents] == ["stopped"] * 3
    failed = run(house, "agent", "start", "--label", "environment=test")
    assert failed.returncode == 1 and "PROVIDER_PAUSED" in failed.stdout, failed
    assert run(house, "provider", "resume", "openai-simulated").returncode == 0
    assert run(house, "agent", "restart", "--label", "environment=test").returncode == 0
    listed = run(house, "agent", "list", "--label", "environment!=test").stdout
    assert "local-0" not in listed
    assert "restart" in run(house, "operation", "list").stdout
    assert run(house, "agent", "start", "--label", "team=nobody").returncode == 3


def test_a_team_is_moved_to_another_key_by_its_label(house):
    old, new = house.add_provider("openai", "all-teams"), house.add_provider("openai", "payments-only")
    types = {team: house.add_type(f"by-label-{team}", old, "gpt-4o-mini", labels={"team": team})
             for team in ("payments", "sales")}
    agents = {team: house.add_agent(f"by-label-{team}", types[team]) for team in types}
    for agent in agents.values():
        house.start_agent(agent)
    for labels in ({}, {"team": "nobody"}, {"team": 1}):
        refused = house.call("POST", f"/api/providers/{old}/reassign", {"to": new, "labels": labels})
        assert refused.status == 400, refused.body
    done = run(house, "provider", "reassign", "all-teams", "--to", "payments-only", "--label", "team=payments")
    assert done.returncode == 0, done.stderr
    assert house.must(200, "GET", f"/api/agent-types/{types['payments']}")["provider_id"] == new
    assert house.must(200, "GET", f"/api/agent-types/{types['sales']}")["provider_id"] == old
    house.wait_state(agents["payments"], "running")
    used = house.must(200, "GET", f"/api/providers/{old}")["in_use"]
    assert [agent["name"] for agent in used["agents"]] == ["by-label-sales"]
    assert run(house, "provider", "reassign", "all-teams", "--to", "payments-only", "--label", "team").returncode == 2
    for agent in agents.values():
        house.must(202, "POST", f"/api/agents/{agent}/stop")
