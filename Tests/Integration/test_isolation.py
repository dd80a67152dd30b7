# SPDX-License-Identifier: Apache-2.0
"""Local agents are apart: a hostile program, run through the real launcher by the real server, tries to get at what is
not its own. The same program without isolation shows that each attempt would succeed: a refusal then means something."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import hostile
import pytest
from house import House, PROGRAMS, wait_for

ALL = "own_user,user_namespace,filesystem,network,signals,system_calls,limits"
PROCESSES = 100
STRANGER = 65_532
MUST_WORK = ["uses_own_folder", "reaches_the_gateway", "runs_programs"]
MUST_FAIL = [name for name in hostile.names() if name not in MUST_WORK]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="NOT TESTED: agents with users of their own need root")


def landlock_version():
    import ctypes
    return max(0, ctypes.CDLL(None).syscall(444, None, 0, 1))


class OpenFolder:
    """A folder that other users can come through, unlike pytest's."""

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="ag2trust-isolation-"))
        self.path.chmod(0o755)
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def programs(folder):
    """The real programs, but for the agent."""
    place = folder / "programs"
    place.mkdir()
    shutil.copy(PROGRAMS / "ag2trust-launch", place / "ag2trust-launch")
    (place / "ag2trust-agent").write_text(hostile.SOURCE)
    for program in place.iterdir():
        program.chmod(0o755)
    place.chmod(0o755)
    return place


def attack(folder, user=None, **settings):
    """What a hostile agent reaches, beside one that has something to hide; and what the server says of it."""
    house = House(folder / "house")
    house.user = user
    if user is not None:
        os.chown(house.folder, user, user)
    house.start_simulator("openai")
    try:
        house.start_server(
            AG2TRUST_PROGRAMS_DIR=str(programs(folder)), AG2TRUST_AGENTS_MAX_PROCESSES=str(PROCESSES), **settings)
        house.set_up()
        provider = house.add_provider("openai")
        victim = house.add_agent("victim", house.add_type("victim", provider, "gpt-4o-mini"))
        house.must(202, "POST", f"/api/agents/{victim}/start")
        pid = wait_for(lambda: house.agent_processes(victim), 10, "the victim running")[0]
        truncatable = house.data / "planted"
        truncatable.write_text("whole")
        if user is not None:
            os.chown(truncatable, user, user)
        (house.data / "agents" / victim / "log").write_text("secret words\n")
        target = {
            "master_key": str(house.config / "master.key"), "database": str(house.data / "ag2trust.db"),
            "data": str(house.data), "victim_folder": str(house.data / "agents" / victim / "work"),
            "victim_log": str(house.data / "agents" / victim / "log"), "victim": pid, "server": house.server.pid,
            "control": house.control, "gateway": house.gateway, "ops": house.ops, "processes": PROCESSES,
            "truncatable": str(truncatable)}
        agent = house.add_agent(
            "hostile", house.add_type("hostile", provider, "gpt-4o-mini", system_prompt=json.dumps(target)))
        house.must(202, "POST", f"/api/agents/{agent}/start")

        def outcomes():
            text = house.must(200, "GET", f"/api/agents/{agent}/logs")["text"]
            lines = [line for line in text.splitlines() if line.startswith("OUTCOMES ")]
            return lines and json.loads(lines[0].removeprefix("OUTCOMES "))

        found = wait_for(outcomes, 15, "the hostile agent having tried everything")
        view = house.must(200, "GET", f"/api/agents/{agent}")
        (attacker,) = house.agent_processes(agent)
        users = {name: os.stat(f"/proc/{process}").st_uid for name, process in (("hostile", attacker), ("victim", pid))}
        # What was started can be stopped, and deleted with its folder, whoever owns it.
        for one in (agent, victim):
            house.must(202, "POST", f"/api/agents/{one}/stop")
            house.wait_state(one, "stopped")
            house.must(204, "DELETE", f"/api/agents/{one}")
            assert not (house.data / "agents" / one).exists()
            assert not house.agent_processes(one)
        return found, view, users
    finally:
        house.close()


@pytest.fixture(scope="module")
def isolated():
    with OpenFolder() as folder:
        yield attack(folder)


@pytest.fixture(scope="module")
def isolated_user():
    with OpenFolder() as folder:
        yield attack(folder, user=STRANGER if os.geteuid() == 0 else None)


@pytest.fixture(scope="module")
def unguarded():
    with OpenFolder() as folder:
        yield attack(
            folder, AG2TRUST_AGENTS_ISOLATION_WITHOUT=ALL, AG2TRUST_ALLOW_UNISOLATED_ENV="true")


def check_refused(name, isolated, unguarded):
    found, control = isolated[0][name], unguarded[0][name]
    lacks = isolated[1]["isolation"]["lacks"]
    if lacks:
        pytest.skip(f"NOT TESTED: this machine lacks {lacks}")
    assert not found["succeeded"], f"{name} got through"
    if not control["succeeded"]:
        pytest.skip(f"NOT TESTED: {name} fails on this machine without isolation too: {control['why']}")


@needs_root
@pytest.mark.parametrize("name", MUST_WORK)
def test_an_agent_of_its_own_user_can(name, isolated, unguarded):
    assert isolated[0][name]["succeeded"], isolated[0][name]["why"]
    assert unguarded[0][name]["succeeded"], unguarded[0][name]["why"]


@needs_root
@pytest.mark.parametrize("name", MUST_FAIL)
def test_an_agent_of_its_own_user_cannot(name, isolated, unguarded):
    check_refused(name, isolated, unguarded)


@pytest.mark.parametrize("name", MUST_WORK)
def test_an_agent_of_a_server_that_is_not_root_can(name, isolated_user):
    assert isolated_user[0][name]["succeeded"], isolated_user[0][name]["why"]


@pytest.mark.parametrize("name", MUST_FAIL)
def test_an_agent_of_a_server_that_is_not_root_cannot(name, isolated_user, unguarded):
    check_refused(name, isolated_user, unguarded)


@needs_root
def test_most_attempts_succeed_without_isolation(unguarded):
    """So that the refusals above are not those of a program that can't do anything."""
    succeeded = [name for name in MUST_FAIL if unguarded[0][name]["succeeded"]]
    assert len(succeeded) > len(MUST_FAIL) * 3 // 4, unguarded[0]
    assert unguarded[1]["isolation"] == {"level": "none", "holds": [], "lacks": [
        "own_user", "filesystem", "network", "signals", "system_calls", "limits"]}


@needs_root
def test_what_holds_is_said(isolated, isolated_user):
    if landlock_version() < 6:
        pytest.skip("NOT TESTED: this kernel's landlock knows no signals")
    rest = ["filesystem", "network", "signals", "system_calls", "limits"]
    assert isolated[1]["isolation"] == {"level": "full", "holds": ["own_user", *rest], "lacks": []}
    assert isolated_user[1]["isolation"] == {"level": "full", "holds": ["user_namespace", *rest], "lacks": []}
    users = isolated[2]
    assert users["hostile"] != users["victim"] and min(users.values()) >= 60_578


def test_a_key_is_not_given_to_an_agent_that_nothing_keeps_apart():
    with OpenFolder() as folder:
        house = House(folder / "house")
        house.start_simulator("openai")
        try:
            house.start_server(AG2TRUST_AGENTS_ISOLATION_WITHOUT=ALL)
            house.set_up()
            provider = house.add_provider("openai")
            agents = {
                delivery: house.add_agent(
                    delivery, house.add_type(delivery, provider, "gpt-4o-mini", delivery=delivery))
                for delivery in ("env", "leased")}
            refusal = house.must(403, "POST", f"/api/agents/{agents['env']}/start")
            assert refusal["error_code"] == "DELIVERY_NOT_ALLOWED"
            house.wait_state(agents["env"], "error")
            assert not house.agent_processes(agents["env"])
            house.start_agent(agents["leased"])
            assert house.must(200, "GET", f"/api/agents/{agents['leased']}")["isolation"]["level"] == "none"
        finally:
            house.close()


@needs_root
def test_agents_of_their_own_users_outlive_the_server_and_are_stopped_by_the_next():
    with OpenFolder() as folder:
        house = House(folder / "house")
        house.start_simulator("openai")
        try:
            house.start_server()
            house.set_up()
            agent = house.add_agent("one", house.add_type("one", house.add_provider("openai"), "gpt-4o-mini"))
            house.start_agent(agent)
            (pid,) = house.agent_processes(agent)
            user = os.stat(f"/proc/{pid}").st_uid
            assert user >= 60_578
            house.kill_server()
            assert house.agent_processes(agent) == [pid]
            house.start_server()
            house.sign_in()
            assert house.state(agent) == "running"
            assert house.must(200, "GET", f"/api/agents/{agent}")["isolation"]["level"] in ("full", "partial")
            assert house.ask("one", "Hello").status == 200
            # Another one gets another user while the first has its.
            second = house.add_agent("two", house.must(200, "GET", f"/api/agents/{agent}")["agent_type_id"])
            house.start_agent(second)
            (other,) = house.agent_processes(second)
            assert os.stat(f"/proc/{other}").st_uid != user
            house.must(202, "POST", f"/api/agents/{agent}/restart")
            house.wait_state(agent, "running")
            (again,) = house.agent_processes(agent)
            assert again != pid and os.stat(f"/proc/{again}").st_uid == user
            house.must(202, "POST", f"/api/agents/{agent}/stop")
            house.wait_state(agent, "stopped")
            assert not house.agent_processes(agent)
            shown = subprocess.run(
                [PROGRAMS / "ag2trust", "agent", "show", "two"], check=True, capture_output=True, text=True,
                env={"AG2TRUST_API_KEY": house.api_key, "AG2TRUST_URL": f"http://127.0.0.1:{house.control}",
                     "PATH": "/usr/bin", "HOME": str(folder), "SWIFT_BACKTRACE": "enable=no"}).stdout
            assert "holds own_user" in shown
        finally:
            house.close()


@needs_root
@pytest.mark.parametrize("delivery", ["env", "leased"])
def test_a_server_of_an_ordinary_user_answers_questions(delivery):
    """Whatever needs a privilege is found here, where there is none."""
    with OpenFolder() as folder:
        house = House(folder / "house")
        house.user = STRANGER
        os.chown(house.folder, STRANGER, STRANGER)
        house.start_simulator("openai")
        try:
            house.start_server()
            house.set_up()
            type_id = house.add_type("ordinary", house.add_provider("openai"), "gpt-4o-mini", delivery)
            house.start_agent(house.add_agent("ordinary", type_id))
            answer = house.ask("ordinary", "What is the capital of France?")
            assert answer.status == 200, answer.body
        finally:
            house.close()
