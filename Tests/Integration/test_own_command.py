# SPDX-License-Identifier: Apache-2.0
"""Programs of one's own in place of the built-in agent, and who may use a provider: set up in a browser, run for real.
The program is an ordinary one, which knows nothing of the product but the provider's own variables."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest
from house import PROGRAMS, House, wait_for
from playwright.sync_api import expect
from test_dashboard import accessibility_faults, browser, page  # noqa: F401

PROGRAM = """
import json, os, sys, time, urllib.request
request = urllib.request.Request(
    os.environ["OPENAI_BASE_URL"] + "/chat/completions", method="POST",
    headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "Content-Type": "application/json"},
    data=json.dumps({"model": sys.argv[1], "messages": [{"role": "user", "content": "Hello"}]}).encode())
with urllib.request.urlopen(request) as answer:
    print("answered", answer.status, "with", os.environ["OPENAI_API_KEY"][:4], flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def house():
    # Agents may have users of their own, who can't come through pytest's folders.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ag2trust-own-"))
    folder.chmod(0o755)
    programs = folder / "programs"
    programs.mkdir(mode=0o755)
    house = House(folder / "house")
    house.program = programs / "report.py"
    house.program.write_text(PROGRAM)
    try:
        house.start_simulator("openai")
        house.start_server(AG2TRUST_AGENTS_READABLE=str(programs))
        house.set_up()
        yield house
    finally:
        house.close()
        shutil.rmtree(folder, ignore_errors=True)


def command_line(house, *arguments, fails=False):
    result = subprocess.run(
        [PROGRAMS / "ag2trust", *map(str, arguments)], cwd=house.folder, capture_output=True, timeout=60, text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(house.folder), "AG2TRUST_API_KEY": house.session,
             "AG2TRUST_URL": f"http://127.0.0.1:{house.control}"})
    assert (result.returncode != 0) == fails, result
    return result


def at(house, path):
    return f"http://127.0.0.1:{house.control}{path}"


def test_a_program_of_ones_own_gets_the_key_once_its_command_is_approved(house, page):  # noqa: F811
    name = f"reports-{page.with_script}".lower()
    provider = house.add_provider("openai", f"openai-{name}")
    page.goto(at(house, f"/agent-types/new?provider={provider}"))
    page.get_by_label("Name").fill(name)
    page.get_by_label("System prompt").fill("You report.")
    page.get_by_label("Model").fill("gpt-4o-mini")
    page.get_by_text("A program of your own").click()
    page.get_by_role("textbox", name="Command").fill("report.py")
    page.get_by_role("button", name="Create agent type").click()
    expect(page.get_by_text("absolute path.").first).to_be_visible()
    page.get_by_role("textbox", name="Command").fill(f"/usr/bin/python3\n{house.program}\ngpt-4o-mini\n")
    page.get_by_role("button", name="Create agent type").click()

    # It says at once what is missing, a start says it too, and nothing is started.
    expect(page.get_by_text("Its agents can’t be started.")).to_be_visible()
    expect(page.get_by_text(f"/usr/bin/python3 {house.program} gpt-4o-mini")).to_be_visible()
    agent_type = page.url.split("?")[0].rsplit("/", 1)[1]
    agent = house.add_agent(name, agent_type)
    refused = house.call("POST", f"/api/agents/{agent}/start")
    assert (refused.status, refused.json["error_code"]) == (403, "DELIVERY_NOT_ALLOWED")
    assert house.state(agent) == "stopped"

    # What is approved is what was read.
    page.get_by_role("link", name="Approve command").click()
    expect(page.get_by_text("Its agents get the provider’s key itself")).to_be_visible()
    house.must(200, "PATCH", f"/api/agent-types/{agent_type}", {"command": ["/usr/bin/python3", "/tmp/other.py"]})
    page.get_by_role("button", name="Approve command").click()
    expect(page.get_by_text("/usr/bin/python3 /tmp/other.py")).to_be_visible()
    command = ["/usr/bin/python3", str(house.program), "gpt-4o-mini"]
    house.must(200, "PATCH", f"/api/agent-types/{agent_type}", {"command": command})
    page.goto(at(house, f"/agent-types/{agent_type}/approve"))
    page.get_by_role("button", name="Approve command").click()
    expect(page.get_by_text("The command is approved as it is now.")).to_be_visible()
    expect(page.get_by_text("Its agents can’t be started.")).to_have_count(0)

    # The program runs apart, with the key itself, and its call is metered.
    house.start_agent(agent)
    logs = lambda: house.call("GET", f"/api/agents/{agent}/logs").body  # noqa: E731
    wait_for(lambda: b"answered 200 with sk-c" in logs(), 20, "the program's call")
    shown = house.must(200, "GET", f"/api/agents/{agent}")
    assert shown["isolation"]["level"] in ("full", "partial")
    assert house.agent_environment(agent)["OPENAI_API_KEY"] == house.keys["openai"]
    wait_for(lambda: house.stats(agent)["total_tokens"] > 0, 10, "the call being metered")
    house.must(202, "POST", f"/api/agents/{agent}/stop")
    house.wait_state(agent, "stopped")

    # A change of the command takes the approval away, and so does a person.
    page.goto(at(house, f"/agent-types/{agent_type}/edit"))
    page.get_by_role("textbox", name="Command").fill(f"/usr/bin/python3\n{house.program}\ngpt-4o")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Its agents can’t be started.")).to_be_visible()
    house.must(200, "POST", f"/api/agent-types/{agent_type}/approval")
    page.goto(at(house, f"/agent-types/{agent_type}"))
    page.get_by_role("link", name="Take the approval away").click()
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("The approval is taken away.")).to_be_visible()
    assert house.call("POST", f"/api/agents/{agent}/start").status == 403

    # With a token in its place nobody has to approve anything.
    house.must(200, "PATCH", f"/api/agent-types/{agent_type}", {"delivery": "leased"})
    house.start_agent(agent)
    wait_for(lambda: b"answered 200 with agt_" in logs(), 20, "the program's call with a token")
    house.must(202, "POST", f"/api/agents/{agent}/stop")
    entries = house.must(200, "GET", f"/api/audit?subject=agent_type:{agent_type}")["items"]
    actions = [(entry["action"], entry["outcome"]) for entry in entries]
    for action in ("agent_type.approve", "agent_type.disapprove"):
        assert (action, "succeeded") in actions, actions


def test_a_use_policy_says_who_may_use_a_provider_and_how(house, page):  # noqa: F811
    name = f"policy-{page.with_script}".lower()
    provider = house.add_provider("openai", f"openai-{name}")
    kept, other = (house.add_type(f"{name}-{part}", provider, "gpt-4o-mini") for part in ("kept", "other"))
    agents = {part: house.add_agent(f"{name}-{part}", part) for part in (kept, other)}
    page.goto(at(house, f"/settings/providers/{provider}"))
    expect(page.get_by_text("Every one")).to_be_visible()
    page.get_by_role("link", name="Change", exact=True).click()
    if page.with_script:
        assert accessibility_faults(house, page, f"/settings/providers/{provider}/policy") == []

    page.get_by_role("radio", name="Only some").check(force=True)
    page.get_by_role("button", name="Save policy").click()
    expect(page.get_by_text("Choose an agent type")).to_be_visible()
    page.get_by_role("checkbox", name=f"{name}-kept").check()
    page.get_by_role("button", name="Save policy").click()
    expect(page.get_by_text("The use policy is changed.")).to_be_visible()
    expect(page.get_by_role("link", name=f"{name}-kept").first).to_be_visible()
    refused = house.call("POST", f"/api/agents/{agents[other]}/start")
    assert (refused.status, refused.json["error_code"]) == (403, "DELIVERY_NOT_ALLOWED")
    house.start_agent(agents[kept])
    house.must(202, "POST", f"/api/agents/{agents[kept]}/stop")
    house.wait_state(agents[kept], "stopped")

    # Somebody else's change meanwhile is shown, not overwritten.
    page.goto(at(house, f"/settings/providers/{provider}/policy"))
    house.must(200, "PATCH", f"/api/providers/{provider}", {"use_policy": {"deliveries": ["env", "leased"]}})
    page.get_by_role("checkbox", name="Environment The").uncheck()
    page.get_by_role("button", name="Save policy").click()
    expect(page.get_by_text("Somebody else has changed this")).to_be_visible()
    page.get_by_role("button", name="Save policy").click()
    expect(page.get_by_text("The use policy is changed.")).to_be_visible()
    assert house.must(200, "GET", f"/api/providers/{provider}")["use_policy"] == {
        "agent_types": [kept], "deliveries": ["leased"]}
    assert house.call("POST", f"/api/agents/{agents[kept]}/start").status == 403
    page.goto(at(house, f"/agent-types/{kept}"))
    expect(page.get_by_text("Its agents can’t be started.")).to_be_visible()


def test_the_same_by_command_line(house):
    provider = house.add_provider("openai", "openai-by-command")
    command_line(
        house, "agent-type", "create", "nightly", "--provider", "openai-by-command", "--model", "gpt-4o-mini",
        "--prompt", "You report.", "--command", "/usr/bin/python3", "--command", house.program, "--command", "gpt-4o")
    command_line(house, "agent", "create", "nightly-1", "--type", "nightly")
    refused = command_line(house, "agent", "start", "nightly-1", fails=True)
    assert "DELIVERY_NOT_ALLOWED" in refused.stderr and "approved" in refused.stderr
    shown = json.loads(command_line(house, "agent-type", "approve", "nightly", "--json").stdout)
    assert shown["approval"]["approved_by"] and shown.get("refused_by") is None
    command_line(house, "agent", "start", "nightly-1")
    command_line(house, "agent", "stop", "nightly-1")
    command_line(house, "agent-type", "disapprove", "nightly")
    command_line(house, "agent", "start", "nightly-1", fails=True)

    command_line(house, "agent-type", "approve", "nightly")
    command_line(house, "provider", "policy", "openai-by-command", "--delivery", "leased")
    assert re.search("Delivery +leased", command_line(house, "provider", "show", "openai-by-command").stdout)
    assert "use policy" in command_line(house, "agent", "start", "nightly-1", fails=True).stderr
    shown = command_line(house, "provider", "policy", "openai-by-command", "--type", "nightly").stdout
    assert re.search("Kept for +nightly\n", shown), shown
    policy = house.must(200, "GET", f"/api/providers/{provider}")["use_policy"]
    assert len(policy["agent_types"]) == 1 and policy["deliveries"] == ["env", "leased"]
    command_line(house, "agent", "start", "nightly-1")
    command_line(house, "agent", "stop", "nightly-1")
    command_line(house, "provider", "policy", "openai-by-command", "--open")
    assert house.must(200, "GET", f"/api/providers/{provider}")["use_policy"]["agent_types"] is None
