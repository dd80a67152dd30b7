# SPDX-License-Identifier: Apache-2.0
"""AWS KMS as the key service, against moto (signatures, permissions) and LocalStack (states of keys)."""

import json
import os
import re
import signal
import sqlite3
import subprocess

import pytest
from house import PROGRAMS, ROOT, House, wait_for
from key_services import LocalStack, Moto, needs_localstack, needs_moto, settings


def documented_policy(key, without=()):
    """The policy of the documentation, as a reader would take it, for one key. moto judges actions only: it knows
    neither a call's key nor its encryption context, and refuses where a statement names them."""
    page = (ROOT / "docs/aws-kms.md").read_text()
    text = re.search(r"```json\n(.*?)```", page, re.S).group(1)
    policy = json.loads(text.replace("arn:aws:kms:REGION:ACCOUNT:key/KEY", key))
    for statement in policy["Statement"]:
        assert statement.pop("Resource") == key
        statement["Resource"] = "*"
        statement.pop("Condition", None)
        statement["Action"] = [action for action in statement["Action"] if action not in without]
    policy["Statement"] = [statement for statement in policy["Statement"] if statement["Action"]]
    return policy


@pytest.fixture(scope="module")
def moto(tmp_path_factory):
    peer = Moto(tmp_path_factory.mktemp("moto"))
    yield peer
    peer.close()


@pytest.fixture(scope="module")
def kms(moto):
    """A key, and a user who may do with it what the documentation says."""
    key = moto.make_key()
    return key, moto.make_user("ag2trust", documented_policy(key))


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path / "house")
    yield house
    house.close()


def vault_check(house, environment):
    done = subprocess.run(
        [PROGRAMS / "ag2trust", "vault", "check", "--json", "--data-dir", house.data, "--config-dir", house.config],
        env={"PATH": "/usr/bin:/bin", "HOME": str(house.folder), **environment}, capture_output=True, text=True,
        timeout=90)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def failures(report):
    return {c["subject"].removeprefix("aws-kms: "): c for c in report["checks"] if c["status"] == "failed"}


def rows(house, sql):
    with sqlite3.connect(f"file:{house.data}/ag2trust.db?mode=ro", uri=True) as database:
        return database.execute(sql).fetchall()


@needs_moto
def test_a_key_is_wrapped_by_kms_and_opened_by_it_when_an_agent_starts(moto, kms, house):
    key, user = kms
    house.start_simulator("openai")
    house.start_server(**settings(moto, key, user))
    house.set_up()
    provider = house.add_provider("openai")
    kind = house.add_type("writer", provider, "gpt-4o-mini", "env")
    agent = house.add_agent("one", kind)
    house.start_agent(agent)
    assert house.agent_environment(agent)["OPENAI_API_KEY"] == house.keys["openai"]
    assert house.ask("writer", "Hello").status == 200
    assert rows(house, "SELECT DISTINCT service, key_reference FROM credential_wrappings") == [("aws-kms", key)]
    assert not list(house.config.glob("master.key"))
    log = house.log_path.read_text()
    assert user["secret"] not in log and user["id"] not in log
    # Nothing is kept: a server that starts anew opens what the old one sealed.
    house.kill_server()
    house.start_server(**settings(moto, key, user))
    assert house.must(200, "GET", f"/api/agents/{agent}")["state"] == "running"


@needs_moto
def test_while_kms_is_away_agents_go_on_and_new_starts_fail_typed(moto, kms, house):
    key, user = kms
    house.start_simulator("openai")
    house.start_server(**settings(moto, key, user))
    house.set_up()
    kind = house.add_type("writer", house.add_provider("openai"), "gpt-4o-mini", "env")
    first, second = house.add_agent("one", kind), house.add_agent("two", kind)
    house.start_agent(first)
    os.kill(moto.process.pid, signal.SIGSTOP)
    try:
        assert house.ask("writer", "Still there?").status == 200
        answer = house.call("POST", f"/api/agents/{second}/start")
        if answer.status == 202:
            wait_for(lambda: house.must(200, "GET", f"/api/agents/{second}")["state"] == "error", 30, "the start failing")
        else:
            assert (answer.status, answer.json["error_code"]) == (503, "KEY_SERVICE_UNAVAILABLE")
        refused = house.call("POST", "/api/providers", {
            "name": "another", "type": "openai", "api_key": "sk-another-0123456789abcdef", "validate": False})
        assert (refused.status, refused.json["error_code"]) == (503, "KEY_SERVICE_UNAVAILABLE")
        assert len(house.must(200, "GET", "/api/providers")["items"]) == 1
        # Degraded, not down, and said wherever somebody may look.
        assert house.must(200, "GET", "/readyz", auth=False) == {"status": "degraded"}
        assert house.call("GET", "/readyz", auth=False, port=house.ops).body == b"degraded: key service\n"
        assert b"ag2trust_key_service_up 0" in house.call("GET", "/metrics", auth=False, port=house.ops).body
        report = house.must(200, "GET", "/api/vault")
        assert (report["status"], report["failure"]) == ("degraded", "key_service_unreachable")
        assert report["wrappings"] == [{"service": "aws-kms", "key_reference": key, "keys": 1}]
    finally:
        os.kill(moto.process.pid, signal.SIGCONT)
    def starts():
        return house.call("POST", f"/api/agents/{second}/start").status == 202 and wait_for(
            lambda: house.must(200, "GET", f"/api/agents/{second}")["state"] in ("running", "error"), 30, "a state")
    wait_for(starts, 60, "the start being taken")
    wait_for(lambda: house.must(200, "GET", f"/api/agents/{second}")["state"] == "running", 30, "the second running")
    assert house.must(200, "GET", "/readyz", auth=False) == {"status": "ready"}
    assert house.must(200, "GET", "/api/vault")["status"] == "healthy"


@needs_moto
@pytest.mark.parametrize("missing, step", [
    ("kms:DescribeKey", "describe the key"), ("kms:GenerateDataKey", "make a data key"), ("kms:Decrypt", "open it")])
def test_the_check_names_the_permission_that_is_missing(moto, kms, house, missing, step):
    key, _ = kms
    name = "lacks-" + missing.split(":")[1]
    user = moto.make_user(name, documented_policy(key, without=[missing]))
    status, report = vault_check(house, settings(moto, key, user))
    assert status == 1
    assert missing in failures(report)[step]["fix"]
    moto.allow(name, documented_policy(key))
    status, report = vault_check(house, settings(moto, key, user))
    assert (status, failures(report)) == (0, {})


@needs_moto
def test_wrong_credentials_and_wrong_keys_are_told_apart(moto, kms, house):
    key, user = kms
    cases = [
        ({**user, "secret": user["secret"][:-1] + "x"}, key, "credentials"),
        ({**user, "id": "AKIAIOSFODNN7EXAMPLE"}, key, "credentials"),
        (user, key[:-4] + "0000", "key"),
    ]
    for who, named, word in cases:
        status, report = vault_check(house, settings(moto, named, who))
        assert status == 1
        first = failures(report)["describe the key"]
        assert word in first["found"]
        assert who["secret"] not in json.dumps(report)


@needs_moto
def test_a_server_does_not_start_on_a_key_that_it_may_not_use(moto, kms, house):
    key, user = kms
    house.start_server(**settings(moto, key, user))
    house.set_up()
    house.kill_server(signal.SIGTERM)
    before = rows(house, "SELECT * FROM installation")
    other = moto.make_user("describes", documented_policy(key, without=["kms:Decrypt"]))
    environment = {
        "PATH": "/usr/bin:/bin", "HOME": str(house.folder), "AG2TRUST_DATA_DIR": str(house.data),
        "AG2TRUST_CONFIG_DIR": str(house.config), "AG2TRUST_CONTROL_PORT": str(house.control),
        "AG2TRUST_GATEWAY_PORT": str(house.gateway), "AG2TRUST_OPS_PORT": str(house.ops)}
    done = subprocess.run(
        [PROGRAMS / "ag2trust", "serve"], env={**environment, **settings(moto, key, other)}, capture_output=True,
        text=True, timeout=60)
    assert done.returncode != 0
    assert "Decrypt" in done.stderr and "vault check" in done.stderr
    # Without KMS the records are not opened by a new master key either.
    done = subprocess.run(
        [PROGRAMS / "ag2trust", "serve"], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and "Nothing was changed" in done.stderr
    assert rows(house, "SELECT * FROM installation") == before


@needs_localstack
def test_a_disabled_key_stops_new_starts_until_it_is_enabled(tmp_path, house):
    peer = LocalStack(tmp_path / "localstack")
    try:
        wait_for(lambda: peer_answers(peer), 60, "LocalStack answering")
        key = peer.make_key()
        who = {"id": "test", "secret": "test"}
        house.start_simulator("openai")
        house.start_server(**settings(peer, key, who))
        house.set_up()
        kind = house.add_type("writer", house.add_provider("openai"), "gpt-4o-mini", "env")
        agent = house.add_agent("one", kind)
        for break_it, mend_it in [
            (("disable_key", {}), [("enable_key", {})]),
            (("schedule_key_deletion", {"PendingWindowInDays": 7}), [("cancel_key_deletion", {}), ("enable_key", {})]),
        ]:
            peer.boto("kms", break_it[0], KeyId=key, **break_it[1])
            status, report = vault_check(house, settings(peer, key, who))
            assert status == 1 and "disabled" in failures(report)["describe the key"]["found"]
            answer = house.call("POST", f"/api/agents/{agent}/start")
            if answer.status == 202:
                wait_for(lambda: house.must(200, "GET", f"/api/agents/{agent}")["state"] == "error", 30, "an error")
            else:
                assert answer.status == 503
            for name, arguments in mend_it:
                peer.boto("kms", name, KeyId=key, **arguments)
            assert vault_check(house, settings(peer, key, who))[0] == 0
            house.start_agent(agent)
            house.must(202, "POST", f"/api/agents/{agent}/stop")
            wait_for(lambda: house.must(200, "GET", f"/api/agents/{agent}")["state"] == "stopped", 30, "the stop")
    finally:
        peer.close()


def peer_answers(peer):
    try:
        return peer.boto("kms", "list_keys") is not None
    except AssertionError:
        return False


@needs_moto
def test_everything_moves_from_the_local_master_key_to_kms_while_agents_start(moto, kms, house):
    key, _ = kms
    mover = moto.make_user("mover", {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]})
    house.start_simulator("openai")
    house.start_server()
    house.set_up()
    providers = [house.add_provider("openai", f"provider-{number}", validate=False) for number in range(12)]
    kind = house.add_type("writer", providers[0], "gpt-4o-mini", "env")
    agent = house.add_agent("one", kind)
    house.must(200, "PUT", "/api/v1/webhook", {"webhook_url": "http://127.0.0.1:9/hook"})
    local = rows(house, "SELECT DISTINCT service FROM credential_wrappings")
    assert local == [("local",)]
    house.kill_server(signal.SIGTERM)
    # Both keys at hand: what was sealed opens, what is sealed is sealed by KMS.
    house.start_server(**settings(moto, key, mover))
    house.start_agent(agent)
    house.add_provider("openai", "provider-new", validate=False)
    counts = {w["service"]: w["keys"] for w in house.must(200, "GET", "/api/vault")["wrappings"]}
    assert counts == {"local": 12, "aws-kms": 1}
    # Ended in the middle, and gone on with.
    request = subprocess.Popen(
        [PROGRAMS / "ag2trust", "vault", "rewrap"],
        env={"PATH": "/usr/bin:/bin", "HOME": str(house.folder), "AG2TRUST_URL": f"http://127.0.0.1:{house.control}",
             "AG2TRUST_API_KEY": owner_key(house)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: rows(house, "SELECT COUNT(*) FROM credential_wrappings WHERE service = 'aws-kms'")[0][0] > 2,
             30, "some being moved")
    house.kill_server()
    request.wait(timeout=30)
    house.start_server(**settings(moto, key, mover))
    progress = house.must(200, "POST", "/api/vault/rewrap")
    assert (progress["failed"], progress["left"], progress["key_reference"]) == (0, 0, key)
    assert rows(house, "SELECT DISTINCT service, key_reference FROM credential_wrappings") == [("aws-kms", key)]
    assert rows(house, "SELECT fingerprint_service FROM installation") == [("aws-kms",)]
    assert rows(house, "SELECT secret_service FROM webhooks") == [("aws-kms",)]
    house.kill_server(signal.SIGTERM)
    # The local master key is not needed any more.
    (house.config / "master.key").unlink()
    house.start_server(**settings(moto, key, mover))
    second = house.add_agent("two", kind)
    house.start_agent(second)
    assert house.agent_environment(second)["OPENAI_API_KEY"] == house.keys["openai"]


def owner_key(house):
    return house.must(201, "POST", "/api/keys", {"name": "rewrap", "role": "admin"})["key"]
