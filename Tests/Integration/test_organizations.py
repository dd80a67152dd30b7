# SPDX-License-Identifier: Apache-2.0
"""Several organizations in one installation: made on the machine, and closed to each other."""

import json
import os
import subprocess

import pytest
from house import PROGRAMS, House


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("organizations"))
    try:
        house.start_simulator("openai")
        house.start_server()
        house.set_up()
        provider = house.add_provider("openai")
        house.agents = {"first": house.add_agent("worker", house.add_type("worker", provider, "gpt-4o-mini", "leased"))}
        house.start_agent(house.agents["first"])
        yield house
    finally:
        house.close()


def org(house, *arguments, password="", fails=None):
    result = subprocess.run(
        [PROGRAMS / "ag2trust", "org", *arguments], cwd=house.folder, capture_output=True, timeout=60, text=True,
        input=password, env={"PATH": os.environ["PATH"], "HOME": str(house.folder),
                             "AG2TRUST_DATA_DIR": str(house.data), "AG2TRUST_CONFIG_DIR": str(house.config)})
    if fails is None:
        assert result.returncode == 0, result.stderr
    else:
        assert result.returncode == fails, result
    assert not password or password.strip() not in result.stdout + result.stderr
    return result


@pytest.fixture(scope="module")
def second(house):
    """The owner of another organization: a house of the same server with a session of its own."""
    password = "another horse battery"
    made = org(house, "create", "Research", "--owner-email", "grace@example.org", "--owner-name", "Grace",
               "--password-stdin", "--json", password=password + "\n")
    made = json.loads(made.stdout)
    assert made["organization"]["name"] == "Research" and made["user"]["email"] == "grace@example.org"
    other = House(house.folder / "other")
    other.control, other.gateway, other.ops = house.control, house.gateway, house.ops
    other.simulators, other.keys, other.contract = house.simulators, house.keys, house.contract
    answer = other.call("POST", "/api/session", {"email": "grace@example.org", "password": password}, auth=False)
    assert answer.status in (200, 201), answer.body
    other.session = answer.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]
    return other


def test_an_organization_is_made_beside_a_running_server(house, second):
    items = json.loads(org(house, "list", "--json").stdout)["items"]
    assert [(item["name"], item["default"], item["people"]) for item in items] == [
        ("Example", True, 1), ("Research", False, 1)]
    assert "Research" in org(house, "list").stdout
    taken = org(house, "create", "Research", "--owner-email", "a@example.org", "--password-stdin",
                password="a long enough password\n", fails=4)
    assert "NAME_TAKEN" in taken.stderr
    taken = org(house, "create", "Sales", "--owner-email", "grace@example.org", "--password-stdin",
                password="a long enough password\n", fails=4)
    assert "NAME_TAKEN" in taken.stderr
    short = org(house, "create", "Sales", "--owner-email", "b@example.org", "--password-stdin", password="short\n",
                fails=4)
    assert "INVALID_REQUEST" in short.stderr or "password" in short.stderr
    assert len(json.loads(org(house, "list", "--json").stdout)["items"]) == 2


def test_nothing_of_one_is_seen_from_the_other(house, second):
    for path in ("/api/providers", "/api/agent-types", "/api/agents", "/api/keys", "/api/requests", "/api/operations"):
        assert second.must(200, "GET", path)["items"] == [], path
    agent = house.agents["first"]
    nowhere = agent[:-4] + ("0000" if agent[-4:] != "0000" else "1111")
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/start"), ("POST", "/stop"), ("GET", "/logs"),
                         ("GET", "/stats")):
        theirs, none = (second.call(method, f"/api/agents/{name}{path}") for name in (agent, nowhere))
        assert (theirs.status, theirs.body) == (none.status, none.body) and theirs.status == 404, path
    assert [person["email"] for person in second.must(200, "GET", "/api/users")["items"]] == ["grace@example.org"]
    actions = {entry["action"] for entry in second.must(200, "GET", "/api/audit")["items"]}
    assert "organization.create" in actions and "agent.start" not in actions


def test_both_work_side_by_side_under_the_same_names(house, second):
    provider = second.add_provider("openai")
    agent = second.add_agent("worker", second.add_type("worker", provider, "gpt-4o-mini", "leased"))
    second.start_agent(agent)
    keys = [one.must(201, "POST", "/api/keys", {"name": "asks", "role": "member"})["key"] for one in (house, second)]
    before = house.settled_stats(house.agents["first"])
    for one, key in zip((house, second), keys):
        answer = one.call("POST", "/api/v1/ask/worker", {"content": "Hello"}, auth=False, headers={"X-API-Key": key})
        assert answer.status == 200, answer.body
        expected = house.agents["first"] if one is house else agent
        assert answer.json["agent_id"] == expected
    assert house.settled_stats(house.agents["first"])["calls"] == before["calls"] + 1
    assert second.settled_stats(agent)["calls"] == 1

    # What runs on the gateway is told apart by the token alone: one's agent can't be stopped from the other.
    second.must(202, "POST", f"/api/agents/{agent}/stop")
    second.wait_state(agent, "stopped")
    assert house.state(house.agents["first"]) == "running"
