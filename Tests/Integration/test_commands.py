# SPDX-License-Identifier: Apache-2.0
"""What pages say about themselves: every curl line and command is run as it is shown."""

import html
import json
import os
import re
import subprocess

import pytest

from house import PROGRAMS


def shown(house, path):
    """The pairs of a page: title, curl, command."""
    answer = house.call("GET", path, auth=False, headers={"Cookie": f"ag2trust={house.session}"})
    assert answer.status == 200, f"{path}: {answer.status}"
    page = answer.body.decode()
    part = page[page.index('<details class="fold commands">'):]
    texts = {kind: [html.unescape(t) for t in re.findall(rf'class="{kind}">(.*?)</code>', part, re.S)]
             for kind in ("command-curl", "command-line")}
    assert texts["command-curl"] and len(texts["command-curl"]) == len(texts["command-line"]), path
    return list(zip(texts["command-curl"], texts["command-line"]))


def run(house, line, key, stdin=""):
    environment = {
        "PATH": f"{PROGRAMS}:{os.environ['PATH']}", "HOME": str(house.folder), "AG2TRUST_API_KEY": key,
        "AG2TRUST_URL": f"http://127.0.0.1:{house.control}"}
    return subprocess.run(
        ["bash", "-c", line], env=environment, cwd=house.folder, input=stdin, capture_output=True, text=True, timeout=90)


def curl(house, line, key, stdin=""):
    """Runs a curl line as it is, with the status added behind the answer."""
    done = run(house, line.replace("curl ", "curl -s -w '\\n%{http_code}' ", 1), key, stdin)
    body, _, status = done.stdout.rpartition("\n")
    assert done.returncode == 0, done.stderr
    return int(status), body


@pytest.fixture(scope="module")
def key(house):
    return house.must(201, "POST", "/api/keys", {"name": "commands", "role": "owner"})["key"]


@pytest.fixture(scope="module")
def pages(house, key):
    house.ask("openai-env", "What is the capital of France?")
    house.settled_stats(house.agents["openai-env"])
    call = house.must(200, "GET", "/api/requests?limit=1")["items"][0]["id"]
    user = house.must(200, "GET", "/api/users")["items"][0]["id"]
    invitation = house.must(201, "POST", "/api/invitations", {"email": "c@example.org", "role": "viewer"})["id"]
    api_key = house.must(200, "GET", "/api/keys")["items"][0]["id"]
    agent, kind, provider = house.agents["openai-env"], house.types["openai-env"], house.providers["openai"]
    read = ["/", "/agents", f"/agents/{agent}", "/agent-types", f"/agent-types/{kind}", "/requests",
            f"/requests?agent={agent}&model=gpt-4o-mini&outcome=completed&from=2020-01-01", f"/requests/{call}",
            "/settings/providers", f"/settings/providers/{provider}", "/settings/users", "/settings/api-keys",
            "/settings/limits", "/settings/audit?action=agent"]
    change = ["/agents/new", f"/agents/{agent}/delete", "/agent-types/new", f"/agent-types/{kind}/edit",
              f"/agent-types/{kind}/delete", "/settings/providers/new", f"/settings/providers/{provider}/delete",
              "/settings/users/invite", f"/settings/users/{user}/role", f"/settings/users/{user}/remove",
              f"/settings/users/invitations/{invitation}/revoke", "/settings/api-keys/new",
              f"/settings/api-keys/{api_key}/revoke"]
    return read, change


def test_what_a_page_shows_is_read_by_its_curl_line_and_by_its_command(house, key, pages):
    for path in pages[0]:
        for line, command in shown(house, path):
            if " -X " in line:
                continue
            status, body = curl(house, line, key)
            assert status == 200, f"{path}: {line}: {status} {body}"
            json.loads(body)
            done = run(house, command, key)
            assert done.returncode == 0, f"{path}: {command}: {done.stderr}"


def test_every_change_is_a_call_and_a_command_that_exist(house, pages):
    """With a key that is none, so that nothing happens: 401 comes after the path and method are known."""
    for path in pages[0] + pages[1]:
        for line, command in shown(house, path):
            status, body = curl(house, line, "cust_" + "0" * 40, "sk-none\n")
            assert status == 401, f"{path}: {line}: {status} {body}"
            # Its prompt needs a terminal.
            command += " --key-stdin" if " provider add " in command else ""
            done = run(house, command, "cust_" + "0" * 40, "sk-none\n")
            assert done.returncode not in (0, 2, 64), f"{path}: {command}: {done.returncode} {done.stderr}"


def test_the_forms_are_filled_in_and_work(house, key):
    def both(path, **words):
        """The first pair of a page with its capitals filled in: the curl line's answer, then the command's."""
        lines = list(shown(house, path)[0])
        for name, value in words.items():
            lines = [re.sub(rf"\b{name}\b", value, line) for line in lines]
        return lines

    line, command = both(
        "/agent-types/new", NAME="by-command", PROVIDER_ID=house.providers["openai"], MODEL="gpt-4o-mini", PROMPT="Brief.")
    status, body = curl(house, line, key)
    assert status == 201, body
    kind = json.loads(body)["id"]
    assert run(house, command.replace("by-command", "by-command-2"), key).returncode == 0

    line, command = both("/agents/new", NAME="by-command", AGENT_TYPE_ID=kind)
    status, body = curl(house, line, key)
    assert status == 201, body
    agent = json.loads(body)["id"]
    assert run(house, command.replace("by-command", "by-command-2"), key).returncode == 0

    line, _ = both("/settings/providers/new", NAME="by-command")
    address = f"http://127.0.0.1:{house.simulators['openai'][1]}"
    line = line.replace('"type":"openai"', f'"type":"openai","base_url":"{address}"')
    status, body = curl(house, line, key, house.keys["openai"] + "\n")
    assert status == 201 and house.keys["openai"] not in body, (status, body)
    line, _ = both(f"/settings/providers/{json.loads(body)['id']}/delete")
    assert curl(house, line, key)[0] == 204

    line, command = both(f"/agents/{agent}/delete")
    assert curl(house, line, key)[0] == 204
    second = next(a["id"] for a in house.must(200, "GET", "/api/agents?limit=200")["items"] if a["name"] == "by-command-2")
    assert run(house, both(f"/agents/{second}/delete")[1], key).returncode == 0
    line, _ = both(f"/agent-types/{kind}/delete")
    assert curl(house, line, key)[0] == 204


def test_a_request_is_listed_and_explained(house, key, pages):
    listed = run(house, "ag2trust request list --agent openai-env --outcome completed --limit 5 --json", key)
    calls = json.loads(listed.stdout)["items"]
    assert calls and all(call["agent_id"] == house.agents["openai-env"] for call in calls)
    explained = run(house, f"ag2trust request show {calls[0]['id']}", key)
    assert explained.returncode == 0, explained.stderr
    assert "openai-env" in explained.stdout and "The provider answered in full." in explained.stdout
    assert calls[0]["cost"] in explained.stdout
    assert run(house, "ag2trust request list --outcome nonsense", key).returncode != 0


def test_the_organizations_limit_is_changed_and_counts_at_once(house, key):
    try:
        done = run(house, "ag2trust limit set --organization-requests 1 --json", key)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["organization_requests"]["limit"] == 1
        statuses = [house.call("GET", "/api/v1/agents", auth=False, headers={"X-API-Key": key}).status for _ in range(4)]
        assert 429 in statuses, statuses
        assert run(house, "ag2trust limit set --organization-requests 0", key).returncode != 0
    finally:
        house.must(200, "PATCH", "/api/limits", {"organization_requests": 60})
    assert house.must(200, "GET", "/api/limits")["organization_requests"]["limit"] == 60
    audited = house.must(200, "GET", "/api/audit?action=limit.update")["items"]
    assert audited[0]["details"]["organization_requests"] == "60"


def test_the_checklist_ticks_itself_and_a_person_the_rest(house, key, pages):
    before = {s["step"]: s["done"] for s in house.must(200, "GET", "/api/checklist")["steps"]}
    assert before["provider"] and before["agent"] and before["answer"] and not before["master_key"]
    assert run(house, "ag2trust checklist --master-key-backed-up", key).returncode == 0
    assert all(s["done"] for s in house.must(200, "GET", "/api/checklist")["steps"])
    house.must(200, "PATCH", "/api/checklist", {"master_key_backed_up": False})
