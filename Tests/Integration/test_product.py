# SPDX-License-Identifier: Apache-2.0
"""The main job, as a user does it, over the API."""

import os
import signal
import time

from house import wait_for


def test_an_agent_answers_a_question(house):
    for name in house.agents:
        answer = house.ask(name, "What is the capital of France?")
        assert answer.status == 200, answer.body
        assert "simulator" in answer.json["content"]
        assert answer.json["agent_id"] == house.agents[name]
        assert int(answer.headers["X-RateLimit-Remaining"]) < 60


def test_statistics_have_the_four_figures(house):
    agent = house.agents["anthropic-env"]
    before = house.stats(agent)
    assert house.ask("anthropic-env", "hello").status == 200
    wait_for(lambda: house.stats(agent)["calls"] > before["calls"], 5, "the call being settled")
    after = house.stats(agent)
    assert after["total_tokens"] > before["total_tokens"]
    assert after["messages_processed"] == before["messages_processed"] + 1
    assert after["average_response_time_ms"] > 0
    assert after["errors"] == before["errors"]


def test_a_thread_keeps_its_agent_and_its_history(house):
    first = house.ask("openai-env", "My name is Ada.").json
    second = house.ask("openai-env", "What is my name?", thread_id=first["thread_id"]).json
    assert second["thread_id"] == first["thread_id"] and second["agent_id"] == first["agent_id"]


def test_a_provider_in_use_is_not_deleted_and_says_what_stands_on_it(house):
    answer = house.call("DELETE", f"/api/providers/{house.providers['openai']}")
    assert answer.status == 409
    assert answer.json["error_code"] == "PROVIDER_IN_USE"
    assert {"openai-env", "openai-leased"} <= {agent["name"] for agent in answer.json["details"]["agents"]}
    assert house.must(200, "GET", f"/api/providers/{house.providers['openai']}")["name"] == "openai-simulated"


def test_a_wrong_key_is_refused_with_advice(house):
    _, port = house.simulators["openai"]
    answer = house.call("POST", "/api/providers", {
        "name": "wrong", "type": "openai", "api_key": "sk-wrong-0123456789012345678901234567",
        "base_url": f"http://127.0.0.1:{port}"})
    assert answer.status == 422 and answer.json["error_code"] == "PROVIDER_KEY_INVALID"
    assert "wrong" not in [p["name"] for p in house.must(200, "GET", "/api/providers")["items"]]


def test_a_second_provider_with_the_same_key_warns_and_names_the_first(house):
    _, port = house.simulators["openai"]
    made = house.must(201, "POST", "/api/providers", {
        "name": "openai-twice", "type": "openai", "api_key": house.keys["openai"], "base_url": f"http://127.0.0.1:{port}"})
    assert any("openai-simulated" in warning for warning in made["warnings"])
    assert house.call("DELETE", f"/api/providers/{made['id']}").status == 204


def test_tools_are_limited_and_the_model_is_told(house):
    """Six uses within a minute: the sixth comes back to the model as a tool error with the seconds to wait."""
    type_id = house.add_type("tools", house.providers["openai"], "gpt-4o-mini", capabilities=["code_review"])
    agent = house.add_agent("tools", type_id)
    # A window that begins now, so that all six fall into one.
    if time.time() % 60 > 40:
        time.sleep(61 - time.time() % 60)
    house.start_agent(agent)
    answers = [house.ask("tools", "use the tool list_directory").json["content"] for _ in range(6)]
    assert all("rate limit" not in text for text in answers[:5]), answers
    assert "rate limit" in answers[5]


def test_the_ask_limit_of_an_agent_answers_429(fresh_house):
    house = fresh_house
    house.start_simulator("openai")
    house.start_server()
    house.set_up()
    house.start_agent(house.add_agent("a", house.add_type("limited", house.add_provider("openai"), "gpt-4o-mini")))
    if time.time() % 60 > 30:
        time.sleep(61 - time.time() % 60)
    statuses = [house.ask("limited", "hello") for _ in range(51)]
    assert [answer.status for answer in statuses] == [200] * 50 + [429]
    refused = statuses[-1]
    assert refused.json["error_code"] == "RATE_LIMIT_EXCEEDED"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_an_agent_that_dies_is_shown_with_its_reason(house):
    type_id = house.types["openai-env"]
    agent = house.add_agent("mortal", type_id)
    house.start_agent(agent)
    (pid,) = house.agent_processes(agent)
    os.kill(pid, signal.SIGKILL)
    house.wait_state(agent, "error")
    assert "signal 9" in house.must(200, "GET", f"/api/agents/{agent}")["state_reason"]
    house.start_agent(agent)
    house.must(202, "POST", f"/api/agents/{agent}/stop")
    house.wait_state(agent, "stopped")
    assert house.agent_processes(agent) == []
    assert house.call("DELETE", f"/api/agents/{agent}").status == 204


def test_unknown_fields_and_wrong_types_are_named(house):
    for body, field in (
            ({"name": "x", "type": "openai", "api_key": "sk-0123456789abcdef", "extra": 1}, "extra"),
            ({"name": "x", "type": "cohere", "api_key": "sk-0123456789abcdef"}, "type"),
            ({"type": "openai", "api_key": "sk-0123456789abcdef"}, "name"),
            ({"name": "x", "type": "openai"}, "api_key"),
            ({"name": "x", "type": "openai", "api_key": 7}, "api_key"),
            ({"name": "x", "type": "openai", "api_key": "sk-0123456789abcdef", "base_url": "http://169.254.169.254"}, "base_url")):
        answer = house.call("POST", "/api/providers", body)
        assert answer.status in (400, 422), body
        assert answer.json["details"]["field"] == field, answer.body
