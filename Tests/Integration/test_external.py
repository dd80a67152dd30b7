# SPDX-License-Identifier: Apache-2.0
"""Agents that run elsewhere: a token from start to stop, and nothing else."""

import os
import subprocess
import time

import openai
from house import PROGRAMS


def client(environment):
    return openai.OpenAI(
        base_url=environment["OPENAI_BASE_URL"], api_key=environment["OPENAI_API_KEY"], max_retries=0)


def ask(environment):
    answer = client(environment).chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": "hello"}])
    return answer.choices[0].message.content


def is_refused(environment):
    try:
        ask(environment)
    except openai.AuthenticationError:
        return True
    return False


def made(house, name):
    kind = house.add_type(name, house.providers["openai"], "gpt-4o-mini", "leased", runtime="external")
    return house.add_agent(name, kind)


def test_a_program_of_ones_own_has_the_use_of_the_key_from_start_to_stop(house):
    agent = made(house, "elsewhere")
    started = house.must(202, "POST", f"/api/agents/{agent}/start")
    assert started["state"] == "running" and started["runtime"] == "external"
    environment = started["environment"]
    assert environment["OPENAI_API_KEY"] != house.keys["openai"]
    assert "simulator" in ask(environment)
    assert "environment" not in house.must(200, "GET", f"/api/agents/{agent}")
    assert house.settled_stats(agent)["calls"] == 1
    assert house.call("DELETE", f"/api/providers/{house.providers['openai']}").status == 409

    house.must(202, "POST", f"/api/agents/{agent}/stop")
    stopped = time.monotonic()
    while not is_refused(environment):
        assert time.monotonic() - stopped < 1, "the token was good for longer than a second"
    again = house.must(202, "POST", f"/api/agents/{agent}/start")["environment"]
    assert is_refused(environment) and "simulator" in ask(again)
    house.must(202, "POST", f"/api/agents/{agent}/stop")


def test_the_command_line_prints_what_a_shell_takes_in(house):
    made(house, "from-a-shell")
    script = f'eval "$({PROGRAMS / "ag2trust"} agent start from-a-shell)" && env | grep ^OPENAI_'
    output = subprocess.run(
        ["/bin/sh", "-c", script], check=True, capture_output=True, text=True, timeout=60,
        env={"PATH": os.environ["PATH"], "HOME": str(house.folder), "AG2TRUST_URL": f"http://127.0.0.1:{house.control}",
             "AG2TRUST_API_KEY": house.api_key}).stdout
    environment = dict(line.split("=", 1) for line in output.splitlines())
    assert "simulator" in ask(environment)


def test_it_can_only_be_leased(house):
    answer = house.call("POST", "/api/agent-types", {
        "name": "wrong", "system_prompt": "You help.", "provider_id": house.providers["openai"], "model": "gpt-4o-mini",
        "delivery": "env", "runtime": "external"})
    assert answer.status == 400 and answer.json["details"]["field"] == "delivery"


def test_a_token_is_bound_to_addresses_and_ends(house):
    agent = made(house, "bound")
    start = f"/api/agents/{agent}/start"
    elsewhere = house.must(202, "POST", start, {"allowed_addresses": ["192.0.2.0/24", "2001:db8::/32"]})
    assert is_refused(elsewhere["environment"])
    house.must(202, "POST", f"/api/agents/{agent}/stop")

    here = house.must(202, "POST", start, {"allowed_addresses": ["192.0.2.7", "127.0.0.0/8"], "expires_in": 60})
    assert "simulator" in ask(here["environment"])
    assert here["token_expires_at"] > here["started_at"]
    house.must(202, "POST", f"/api/agents/{agent}/stop")
    assert "token_expires_at" not in house.must(200, "GET", f"/api/agents/{agent}")

    for body, field in (({"allowed_addresses": ["10.0.0.1/8"]}, "allowed_addresses"), ({"expires_in": 59}, "expires_in"),
                        ({"ends": 1}, "ends")):
        answer = house.call("POST", start, body)
        assert answer.status == 400 and answer.json["details"]["field"] == field
    local = house.call("POST", f"/api/agents/{house.agents['openai-env']}/restart", {"expires_in": 3600})
    assert local.status == 400 and house.state(house.agents["openai-env"]) == "running"
