# SPDX-License-Identifier: Apache-2.0
"""Messages from their arrival to their end: what they took, where they go when an agent dies, and who is told."""

import hashlib
import hmac
import json
import os
import signal
import sqlite3
import threading
import time

import pytest

from house import House, wait_for
from receiver import Receiver

MODEL = "gpt-4o-mini"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """An organization of its own: these tests use up its sixty calls a minute."""
    house = House(tmp_path_factory.mktemp("messages"))
    try:
        house.open()
        yield house
    finally:
        house.close()


@pytest.fixture
def receiver():
    made = []

    def make(*statuses):
        made.append(Receiver(*statuses))
        return made[-1]

    yield make
    for each in made:
        each.close()


def pool(house, name, model=MODEL, agents=2, dialect="openai"):
    type_id = house.add_type(name, house.providers[dialect], model)
    made = [house.add_agent(f"{name}-{number}", type_id) for number in range(agents)]
    for agent in made:
        house.start_agent(agent)
    return made


def patiently(call):
    """The answer to a call, once the minute has room for it."""
    while True:
        answer = call()
        if answer.status != 429:
            return answer
        time.sleep(int(answer.headers["Retry-After"]))


def as_customer(house, method, path, body=None, **headers):
    return patiently(lambda: house.call(method, path, body, auth=False, headers={
        "X-API-Key": house.api_key, **{name.replace("_", "-"): value for name, value in headers.items()}}))


def as_owner(house, status, method, path, body=None):
    answer = patiently(lambda: house.call(method, path, body))
    assert answer.status == status, f"{method} {path}: {answer.status} {answer.body[:500]!r}"
    return answer.json if answer.body else None


def stored(house, statement, *values):
    """What the database says: looking there takes nothing of anybody's minute."""
    database = sqlite3.connect(f"file:{house.data}/ag2trust.db?mode=ro", uri=True)
    try:
        return database.execute(statement, values).fetchall()
    finally:
        database.close()


def in_background(call):
    """Runs a call, and gives a function that waits for its answer."""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(call()))
    thread.start()

    def answer():
        thread.join(90)
        return answers[0]

    return answer


def taken_by(house, agents):
    """The agent that works on a message now."""
    for (agent,) in stored(house, "SELECT agent_id FROM messages WHERE state = 'taken'"):
        if agent in agents:
            return agent
    return None


def test_an_answer_says_what_it_really_took(house):
    for name in house.agents:
        agent, dialect = house.agents[name], name.split("-")[0]
        before = house.ledger(dialect)
        answer = as_customer(house, "POST", f"/api/v1/agents/{agent}/messages", {"message": "Say something."})
        assert answer.status == 200, answer.body
        after = house.ledger(dialect)
        tokens = sum(after[kind] - before[kind] for kind in ("input_tokens", "output_tokens"))
        metadata = answer.json["metadata"]
        assert metadata["tokens_used"] == tokens > 0
        assert metadata["model"] and metadata["duration_ms"] >= 0 and metadata["tool_calls"] == []
        assert answer.json["message_id"].startswith("msg_")
        assert answer.json["content"][0]["type"] == "text"


def test_a_conversation_goes_on_after_its_agent_was_started_anew(house):
    """The simulator counts a token a word: what the second call took in tells whether it was told of the first."""
    agent = house.agents["openai-env"]
    path = f"/api/v1/agents/{agent}/messages"
    words = " ".join(f"word{number}" for number in range(100))
    first = as_customer(house, "POST", path, {"message": words, "session_id": "kept"}).json
    house.must(202, "POST", f"/api/agents/{agent}/restart")
    house.wait_state(agent, "running")
    alone = as_customer(house, "POST", path, {"message": "What did I say?"}).json
    second = as_customer(house, "POST", path, {"message": "What did I say?", "session_id": "kept"}).json
    assert second["thread_id"] == first["thread_id"]
    assert second["metadata"]["tokens_used"] >= alone["metadata"]["tokens_used"] + 100
    history = as_customer(house, "GET", f"/api/v1/conversations/{first['thread_id']}/history").json
    assert [item["message"] for item in history["items"]] == [words, "What did I say?"]
    house.must(202, "POST", f"/api/agents/{agent}/stop")
    refused = as_customer(house, "POST", path, {"message": "And now?", "session_id": "kept"})
    assert (refused.status, refused.json["error_code"]) == (400, "AGENT_NOT_RUNNING")
    house.start_agent(agent)


def test_a_message_of_an_agent_that_is_killed_goes_to_another_one(house):
    agents = pool(house, "killed", model="slow-first-byte-3000")
    answer = in_background(lambda: as_customer(house, "POST", "/api/v1/ask/killed", {"content": "Are you there?"}))
    first = wait_for(lambda: taken_by(house, agents), 10, "the message being taken")
    (pid,) = house.agent_processes(first)
    os.kill(pid, signal.SIGKILL)
    done = answer()
    assert done.status == 200, done.body
    assert done.json["agent_id"] != first
    history = as_customer(house, "GET", f"/api/v1/conversations/{done.json['thread_id']}/history").json
    assert history["agent_id"] == done.json["agent_id"]
    assert [item["status"] for item in history["items"]] == ["completed"]
    # The other one dies too: once is enough.
    answer = in_background(lambda: as_customer(
        house, "POST", "/api/v1/ask/killed", {"content": "And you?", "thread_id": done.json["thread_id"]}))
    wait_for(lambda: taken_by(house, agents), 10, "the message being taken")
    (pid,) = house.agent_processes(done.json["agent_id"])
    os.kill(pid, signal.SIGKILL)
    failed = answer()
    assert (failed.status, failed.json["error_code"]) == (502, "AGENT_FAILED")


def test_a_message_to_one_agent_dies_with_it(house):
    agents = pool(house, "direct", model="slow-first-byte-3000")
    answer = in_background(
        lambda: as_customer(house, "POST", f"/api/v1/agents/{agents[0]}/messages", {"message": "Only you."}))
    wait_for(lambda: taken_by(house, agents), 10, "the message being taken")
    (pid,) = house.agent_processes(agents[0])
    os.kill(pid, signal.SIGKILL)
    failed = answer()
    assert (failed.status, failed.json["error_code"]) == (502, "AGENT_FAILED")
    assert failed.json["details"]["agent_id"] == agents[0]


def test_an_answer_is_streamed_as_events(house):
    answer = as_customer(
        house, "POST", "/api/v1/ask/openai-env", {"content": "Hello."}, Accept="text/event-stream")
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.headers["X-RateLimit-Limit"]
    events = [block.split("\n") for block in answer.body.decode().split("\n\n") if block.startswith("event:")]
    assert [event[0] for event in events] == ["event: accepted", "event: taken", "event: reply"]
    reply = json.loads(events[-1][1].removeprefix("data: "))
    assert reply["agent_id"] == house.agents["openai-env"] and "simulator" in reply["content"]


def test_a_message_that_is_sent_again_runs_once(house):
    agent = house.agents["anthropic-env"]
    path, body = f"/api/v1/agents/{agent}/messages", {"message": "Once, please."}
    count = len(as_customer(house, "GET", path + "?limit=200").json["items"])
    calls = [in_background(lambda: as_customer(house, "POST", path, body, Idempotency_Key="once")) for _ in range(4)]
    answers = [call() for call in calls]
    assert {(answer.status, answer.body) for answer in answers} == {(200, answers[0].body)}
    assert len(as_customer(house, "GET", path + "?limit=200").json["items"]) == count + 1


def test_after_a_kill_of_the_server_messages_go_on_and_none_runs_twice(fresh_house, receiver):
    house = fresh_house
    house.start_simulator("openai")
    house.start_server()
    house.set_up()
    house.providers = {"openai": house.add_provider("openai")}
    (agent,) = pool(house, "survivor", model="slow-first-byte-4000", agents=1)
    hook = receiver(204)
    secret = as_owner(house, 200, "PUT", "/api/v1/webhook", {"webhook_url": hook.url})["webhook_secret"]
    path = f"/api/v1/agents/{agent}/messages"
    accepted = as_customer(house, "POST", path, {"message": "First."}, Prefer="respond-async")
    assert accepted.status == 202, accepted.body
    queued = as_customer(house, "POST", path, {"message": "Second.", "webhook_url": hook.url})
    assert queued.status == 202, queued.body
    body = {"message": "Third."}
    waiting = in_background(lambda: _hung_up(lambda: as_customer(house, "POST", path, body, Idempotency_Key="third")))
    wait_for(lambda: stored(house, "SELECT COUNT(*) FROM messages") == [(3,)], 10, "the third message")
    house.kill_server()
    waiting()
    house.start_server()
    again = as_customer(house, "POST", path, body, Idempotency_Key="third")
    assert again.status == 200, again.body
    wait_for(lambda: len(hook.requests) == 2, 30, "both deliveries")
    items = as_customer(house, "GET", path).json["items"]
    assert sorted((item["message"], item["status"]) for item in items) == [
        ("First.", "completed"), ("Second.", "completed"), ("Third.", "completed")]
    assert {json.loads(body)["callback_id"] for _, body in hook.requests} == {
        accepted.json["callback_id"], queued.json["callback_id"]}
    for headers, raw in hook.requests:
        assert headers["X-Webhook-Signature"] == signature(secret, raw)


def _hung_up(call):
    try:
        return call()
    except OSError:
        return None


def signature(secret, body):
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def test_an_answer_is_delivered_signed_and_tried_again(house, receiver):
    hook = receiver(500, 204)
    made = as_owner(house, 200, "PUT", "/api/v1/webhook", {"webhook_url": "https://hooks.example.com/default"})
    secret = made["webhook_secret"]
    assert secret.startswith("whs_")
    assert "webhook_secret" not in as_owner(house, 200, "GET", "/api/v1/webhook")
    agent = house.agents["openai-leased"]
    accepted = as_customer(house, "POST", f"/api/v1/agents/{agent}/messages", {
        "message": "Deliver this.", "webhook_url": hook.url, "session_id": "delivered"})
    assert accepted.status == 202
    assert accepted.json["status"] == "processing" and accepted.json["agent_id"] == agent
    wait_for(lambda: len(hook.requests) == 2, 20, "the second attempt")
    (first, raw), (second, again) = hook.requests
    assert raw == again
    for headers in (first, second):
        assert headers["X-Callback-Id"] == accepted.json["callback_id"]
        assert hmac.compare_digest(headers["X-Webhook-Signature"], signature(secret, raw))
    body = json.loads(raw)
    assert body["status"] == "completed" and body["session_id"] == "delivered" and body["agent_id"] == agent
    assert "simulator" in body["content"][0]["text"] and body["metadata"]["tokens_used"] > 0

    state = "SELECT state FROM webhook_deliveries WHERE id = ?"
    callback = accepted.json["callback_id"]
    wait_for(lambda: stored(house, state, callback.removeprefix("cb_")) == [("delivered",)], 10, "its end")
    (delivery,) = [item for item in as_owner(house, 200, "GET", "/api/v1/webhook/deliveries")["items"]
                   if item["callback_id"] == callback]
    assert delivery["state"] == "delivered" and delivery["attempts"] == 2 and delivery["last_status"] == 204
    # From now on with another secret, which is shown once.
    rotated = as_owner(house, 200, "POST", "/api/v1/webhook/secret")["webhook_secret"]
    assert rotated != secret
    third = receiver(302, 204)
    as_owner(house, 202, "POST", "/api/v1/webhook/test", {"webhook_url": third.url})
    wait_for(lambda: len(third.requests) == 2, 20, "the attempt after the redirect")
    assert all(headers["X-Webhook-Signature"] == signature(rotated, raw) for headers, raw in third.requests)
    database = b"".join(path.read_bytes() for path in house.data.glob("ag2trust.db*"))
    assert secret.encode() not in database and rotated.encode() not in database
    as_owner(house, 204, "DELETE", "/api/v1/webhook")


@pytest.mark.parametrize("url", [
    "http://127.0.0.1:{control}/", "http://[::1]:{gateway}/", "http://10.0.0.1/", "http://example.com/",
    "https://169.254.169.254/latest/meta-data", "https://[::ffff:10.0.0.1]/", "https://user:secret@example.com/",
    "ftp://example.com/"])
def test_a_webhook_never_points_at_ourselves_or_into_the_network(house, url):
    url = url.format(control=house.control, gateway=house.gateway)
    answer = patiently(lambda: house.call("PUT", "/api/v1/webhook", {"webhook_url": url}))
    assert (answer.status, answer.json["error_code"]) == (422, "WEBHOOK_URL_NOT_ALLOWED")
    assert answer.json["details"]["field"] == "webhook_url"


def test_a_name_that_stands_for_ourselves_is_not_called(house):
    as_owner(house, 200, "PUT", "/api/v1/webhook", {"webhook_url": f"http://localhost:{house.gateway}/"})
    callback = as_owner(house, 202, "POST", "/api/v1/webhook/test")["callback_id"].removeprefix("cb_")
    state = "SELECT state, last_failure FROM webhook_deliveries WHERE id = ?"
    wait_for(lambda: stored(house, state, callback) == [("failed", "address_not_allowed")], 10, "the refusal")
    as_owner(house, 204, "DELETE", "/api/v1/webhook")
