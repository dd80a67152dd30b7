# SPDX-License-Identifier: Apache-2.0
"""A planted key is found nowhere but in the environment of the agents that have it by `env` delivery."""

import pathlib

import pytest

from canary import leaks


def places(house):
    """Everything that the installation wrote, said or shows: files, answers, arguments, environments."""
    for path in house.folder.rglob("*"):
        if path.is_file():
            yield f"file {path}", path.read_bytes()
    for name, content in house.answers:
        yield f"answer to {name}", content
    mine = {house.server.pid, *(process.pid for process, _ in house.simulators.values())}
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            yield f"arguments of {entry.name}", (entry / "cmdline").read_bytes()
            if int(entry.name) in mine:
                yield f"environment of {entry.name}", (entry / "environ").read_bytes()
        except OSError:
            continue


def exercise(house):
    """Touches whatever handles the key, on good ways and bad."""
    for dialect, provider in house.providers.items():
        house.must(200, "POST", f"/api/providers/{provider}/test")
        house.must(200, "GET", f"/api/providers/{provider}")
        house.call("POST", "/api/providers", {"name": f"{dialect}-simulated", "type": dialect,
                                              "api_key": house.keys[dialect], "validate": False})
        house.call("POST", "/api/providers", {"name": "x", "type": "unknown", "api_key": house.keys[dialect]})
        house.call("POST", "/api/providers", {"name": "x", "type": dialect, "api_key": house.keys[dialect], "more": 1})
        house.call("POST", "/api/providers", b'{"name":"x","api_key":"' + house.keys[dialect].encode() + b'","type":')
        house.call("PATCH", f"/api/providers/{provider}", {"api_key": house.keys[dialect]})
    for name, agent in house.agents.items():
        assert house.ask(name, "hello").status == 200
        house.must(200, "GET", f"/api/agents/{agent}/logs")
        house.call("GET", f"/a/{agent}/v1/models", port=house.gateway, auth=False)
        house.call("GET", f"/a/{agent}/v1/models", port=house.gateway, auth=False,
                   headers={"Authorization": f"Bearer {house.keys['openai'][:-1]}"})
    for path in ("/api/providers", "/api/agents", "/api/agent-types", "/api/keys", "/settings/providers", "/agents"):
        house.call("GET", path)


def test_the_planted_key_is_nowhere_but_in_the_agents_environment(house):
    exercise(house)
    everything = list(places(house))
    assert len(everything) > 50
    for dialect, key in house.keys.items():
        assert leaks(key, everything) == []
        # The positive control: who has it by `env` delivery does have it, and who has not, has not.
        assert house.agent_environment(house.agents[f"{dialect}-env"])[f"{dialect.upper()}_API_KEY"] == key
        assert key not in house.agent_environment(house.agents[f"{dialect}-leased"]).values()


@pytest.mark.parametrize("disguise", ["raw", "reversed", "hex", "url", "base64+0", "base64+1", "base64url+2", "window 3"])
def test_the_scan_finds_a_planted_leak(disguise):
    from canary import forms

    secret = "sk-canary-" + "aB3_xY9-kL2mN8pQ5rS7tU1vW4zC6dE0"
    assert leaks(secret, [("a log", b"before " + forms(secret)[disguise] + b" after")])
    assert not leaks(secret, [("a log", b"before sk-canary- after")])
