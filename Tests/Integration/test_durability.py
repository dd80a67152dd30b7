# SPDX-License-Identifier: Apache-2.0
"""kill -9 of the server: no acknowledged write is missing, and no agent is left without an owner."""

import os
import signal
import sqlite3
import subprocess

from house import House, wait_for


def test_agents_are_adopted_after_a_kill_and_go_on_answering(fresh_house):
    house = fresh_house
    house.start_simulator("openai")
    house.start_server()
    house.set_up()
    provider = house.add_provider("openai")
    agents = {}
    for delivery in ("env", "leased"):
        agents[delivery] = house.add_agent(delivery, house.add_type(delivery, provider, "gpt-4o-mini", delivery))
        house.start_agent(agents[delivery])
    before = {d: house.agent_processes(a) for d, a in agents.items()}
    house.kill_server()
    house.start_server()
    for delivery, agent in agents.items():
        assert house.agent_processes(agent) == before[delivery]
        house.wait_state(agent, "running")
        assert house.ask(delivery, "still there?").status == 200
    for agent in agents.values():
        house.must(202, "POST", f"/api/agents/{agent}/stop")
        house.wait_state(agent, "stopped")
    assert house.agent_processes() == []


def test_an_agent_that_died_meanwhile_is_marked_and_its_provider_can_go(fresh_house):
    house = fresh_house
    house.start_simulator("openai")
    house.start_server()
    house.set_up()
    provider = house.add_provider("openai")
    type_id = house.add_type("a", provider, "gpt-4o-mini")
    agent = house.add_agent("a", type_id)
    house.start_agent(agent)
    (pid,) = house.agent_processes(agent)
    house.kill_server()
    os.kill(pid, signal.SIGKILL)
    house.start_server()
    house.wait_state(agent, "error")
    for path in (f"/api/agents/{agent}", f"/api/agent-types/{type_id}", f"/api/providers/{provider}"):
        assert house.call("DELETE", path).status == 204, path


def test_every_acknowledged_provider_survives_kills(fresh_house):
    house = fresh_house
    house.start_simulator("openai")
    house.start_server()
    house.set_up()
    acknowledged = set()
    for round in range(5):
        for number in range(4):
            name = f"p-{round}-{number}"
            house.add_provider("openai", name=name)
            acknowledged.add(name)
        house.kill_server()
        house.start_server()
        stored = house.must(200, "GET", "/api/providers?limit=200")["items"]
        assert {p["name"] for p in stored} == acknowledged
        # The last one can be opened: its record and its wrapping are both whole.
        last = next(p for p in stored if p["name"] == f"p-{round}-3")
        assert house.must(200, "POST", f"/api/providers/{last['id']}/test")["health"]["state"] == "works"


def test_calls_settled_before_a_kill_are_counted_once_after_it(fresh_house):
    house = fresh_house
    house.start_simulator("openai")
    house.start_server()
    house.set_up()
    agent = house.add_agent("a", house.add_type("a", house.add_provider("openai"), "gpt-4o-mini"))
    house.start_agent(agent)
    for _ in range(5):
        assert house.ask("a", "hello").status == 200
    house.kill_server()
    house.start_server()
    ledger = house.ledger("openai")
    calls = ledger["calls"]
    wait_for(lambda: house.stats(agent)["calls"] == calls, 10, "every call being counted")
    assert house.stats(agent)["total_tokens"] == ledger["input_tokens"] + ledger["output_tokens"]


def content(house):
    """Every row of the database."""
    with sqlite3.connect(f"file:{house.data}/ag2trust.db?mode=ro", uri=True) as database:
        return list(database.iterdump())


def test_a_wrong_master_key_stops_the_start_and_writes_nothing(fresh_house):
    house = fresh_house
    house.start_simulator("openai")
    house.start_server()
    house.set_up()
    house.add_provider("openai")
    house.kill_server(signal.SIGTERM)
    key = house.config / "master.key"
    assert key.stat().st_mode & 0o777 == 0o600
    right = key.read_bytes()
    before = content(house)

    def refuses_to_start():
        process = subprocess.run(
            [house.server.args[0], "serve"], env={
                "PATH": "/usr/bin:/bin", "HOME": str(house.folder), "AG2TRUST_DATA_DIR": str(house.data),
                "AG2TRUST_CONFIG_DIR": str(house.config), "AG2TRUST_CONTROL_PORT": "0",
                "AG2TRUST_GATEWAY_PORT": "0", "AG2TRUST_OPS_PORT": "0"},
            stdin=subprocess.DEVNULL, capture_output=True, timeout=30)
        return process.returncode != 0

    key.chmod(0o644)
    assert refuses_to_start()
    key.chmod(0o600)
    key.unlink()
    assert refuses_to_start() and not key.exists()
    # Another installation's key, well formed.
    other = House(house.folder / "other")
    other.start_server()
    other.close()
    key.write_bytes((other.config / "master.key").read_bytes())
    key.chmod(0o600)
    assert refuses_to_start()
    assert content(house) == before
    key.write_bytes(right)
    house.start_server()
    assert house.healthy()
