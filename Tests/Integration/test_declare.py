# SPDX-License-Identifier: Apache-2.0
"""`ag2trust apply`, `diff` and `export`: what a document declares comes to be, once; keys are printed nowhere."""

import json
import os
import subprocess

from house import PROGRAMS


def run(house, *arguments, stdin=b"", **variables):
    result = subprocess.run(
        [PROGRAMS / "ag2trust", *map(str, arguments)], cwd=house.folder, capture_output=True, timeout=60, input=stdin,
        env={"PATH": os.environ["PATH"], "HOME": str(house.folder), "AG2TRUST_API_KEY": house.session,
             "AG2TRUST_URL": f"http://127.0.0.1:{house.control}", **variables})
    for key in house.keys.values():
        assert key.encode() not in result.stdout + result.stderr
    return result


def actions(result):
    return [(step["action"], step["name"]) for step in json.loads(result.stdout)["steps"]]


def test_what_a_document_declares_comes_to_be(fresh_house):
    house = fresh_house
    for dialect in ("openai", "anthropic"):
        house.start_simulator(dialect)
    house.start_server()
    house.set_up()
    (house.folder / "anthropic.key").write_text(house.keys["anthropic"] + "\n")
    (house.folder / "anthropic.key").chmod(0o600)
    document = house.folder / "trust.yaml"
    text = f"""
providers:
- name: openai-production
  type: openai
  base_url: http://127.0.0.1:{house.simulators["openai"][1]}
  key_from: {{env: PRODUCTION_KEY}}
  labels: {{team: payments, environment: production}}
  use_policy: {{agent_types: [support], deliveries: [env]}}
- name: anthropic-complex
  type: anthropic
  base_url: http://127.0.0.1:{house.simulators["anthropic"][1]}
  key_from: {{file: anthropic.key}}
agent_types:
- slug: support
  name: Support
  provider: openai-production
  model: gpt-4o
  system_prompt: |
    You answer.
    Shortly.
  endpoint_slug: support
agents:
- {{name: support-1, type: support, state: running}}
"""
    limits = "limits: {organization_requests: 90}\n"
    document.write_text(text + limits)

    # Nothing is made by looking, and a key that is not there is said before the rest is tried.
    seen = run(house, "diff", "-f", document)
    assert seen.returncode == 8, seen.stderr
    assert "would be made" in seen.stdout.decode()
    assert house.must(200, "GET", "/api/providers")["items"] == []
    lacking = run(house, "apply", "-f", document)
    assert lacking.returncode == 2 and b"PRODUCTION_KEY is not set" in lacking.stderr
    assert [p["name"] for p in house.must(200, "GET", "/api/providers")["items"]] == ["anthropic-complex"]

    applied = run(house, "apply", "-f", document, "--json", PRODUCTION_KEY=house.keys["openai"])
    assert applied.returncode == 0, applied.stderr
    assert actions(applied) == [
        ("create", "openai-production"), ("update", "openai-production"), ("none", "anthropic-complex"),
        ("create", "support"), ("create", "support-1"), ("none", "limits"), ("update", "openai-production"), ("start", "support-1")]
    assert house.must(200, "GET", "/api/limits")["organization_requests"]["limit"] == 90
    made = next(p for p in house.must(200, "GET", "/api/providers")["items"] if p["name"] == "openai-production")
    (support,) = house.must(200, "GET", "/api/agent-types")["items"]
    assert made["labels"] == {"team": "payments", "environment": "production"}
    assert made["use_policy"] == {"agent_types": [support["id"]], "deliveries": ["env"]}
    house.wait_state(house.must(200, "GET", "/api/agents")["items"][0]["id"], "running")

    # A second time there is nothing to do.
    again = run(house, "apply", "-f", document, "--json")
    assert again.returncode == 0, again.stderr
    assert {action for action, _ in actions(again)} == {"none"}
    assert run(house, "diff", "-f", document).returncode == 0

    # What is exported is what there is, and holds no secret.
    exported = run(house, "export")
    assert exported.returncode == 0, exported.stderr
    assert b"You answer.\n" in exported.stdout and b"key" not in exported.stdout
    assert b"team: payments" in exported.stdout and exported.stdout.count(b"use_policy:") == 1
    assert b"organization_requests: 90" in exported.stdout
    assert run(house, "diff", "-f", "-", stdin=exported.stdout).returncode == 0

    document.write_text(text.replace("gpt-4o", "gpt-4o-mini").replace("Shortly", "At length").replace("running", "stopped"))
    changed = run(house, "diff", "-f", document)
    assert changed.returncode == 8
    for line in ("  model: gpt-4o → gpt-4o-mini", "    - Shortly.", "    + At length.", "would be stopped"):
        assert line in changed.stdout.decode(), changed.stdout
    assert run(house, "apply", "-f", document).returncode == 0
    (agent_type,) = house.must(200, "GET", "/api/agent-types")["items"]
    assert agent_type["model"] == "gpt-4o-mini" and "At length" in agent_type["system_prompt"]

    # A policy that is taken away is taken away whole, and a type may bring a program of its own.
    document.write_text(
        text.replace("{agent_types: [support], deliveries: [env]}", "null").replace("running", "stopped").replace(
            "  endpoint_slug: support\n", "  command: [/usr/bin/true]\n  endpoint_slug: support\n"))
    assert run(house, "apply", "-f", document).returncode == 0
    assert run(house, "diff", "-f", document).returncode == 0
    made = house.must(200, "GET", f"/api/providers/{made['id']}")
    assert made["use_policy"] == {"agent_types": None, "deliveries": ["env", "leased"]}
    (support,) = house.must(200, "GET", "/api/agent-types")["items"]
    assert support["command"] == ["/usr/bin/true"] and support["refused_by"] == "approval"

    # What is wrong is named with its line; what the server refuses does not keep the rest from being done.
    document.write_text(text + "- {name: support-2, typ: support}\n")
    assert b"trust.yaml:24: There is no field \"typ\" here." in run(house, "apply", "-f", document).stderr
    document.write_text(text + "- {name: \"\", type: support}\n- {name: support-3, type: support}\n")
    partly = run(house, "apply", "-f", document)
    assert partly.returncode == 4 and b"INVALID_REQUEST" in partly.stderr
    assert "support-3" in [agent["name"] for agent in house.must(200, "GET", "/api/agents")["items"]]
