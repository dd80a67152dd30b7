# SPDX-License-Identifier: Apache-2.0
"""The providers' own client libraries against the gateway, in both dialects and both deliveries."""

import anthropic
import openai
import pytest

from house import wait_for


def credentials(house, name):
    """Key and base URL exactly as the agent's environment has them."""
    environment = house.agent_environment(house.agents[name])
    kind = "OPENAI" if name.startswith("openai") else "ANTHROPIC"
    return environment[f"{kind}_API_KEY"], environment[f"{kind}_BASE_URL"]


def openai_client(house, delivery):
    key, base = credentials(house, f"openai-{delivery}")
    return openai.OpenAI(api_key=key, base_url=base, max_retries=0)


def anthropic_client(house, delivery):
    key, base = credentials(house, f"anthropic-{delivery}")
    return anthropic.Anthropic(api_key=key, base_url=base, max_retries=0)


@pytest.fixture(params=["env", "leased"])
def delivery(request):
    return request.param


def test_the_key_is_in_the_environment_only_where_delivery_says_so(house, delivery):
    for dialect in ("openai", "anthropic"):
        key, base = credentials(house, f"{dialect}-{delivery}")
        assert (key == house.keys[dialect]) == (delivery == "env")
        assert key not in base


def test_openai_answers(house, delivery):
    reply = openai_client(house, delivery).chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": "What is the capital of France?"}])
    assert "simulator" in reply.choices[0].message.content
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens > 0


def test_openai_streams_without_a_usage_chunk_that_nobody_asked_for(house, delivery):
    chunks = list(openai_client(house, delivery).chat.completions.create(
        model="gpt-4o-mini", stream=True, messages=[{"role": "user", "content": "Count to three."}]))
    assert "simulator" in "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert all(chunk.choices for chunk in chunks)


def test_openai_streams_usage_to_who_asks(house, delivery):
    chunks = list(openai_client(house, delivery).chat.completions.create(
        model="gpt-4o-mini", stream=True, stream_options={"include_usage": True},
        messages=[{"role": "user", "content": "Count to three."}]))
    assert chunks[-1].choices == [] and chunks[-1].usage.total_tokens > 0


def test_openai_lists_models(house, delivery):
    assert "gpt-4o-mini" in [model.id for model in openai_client(house, delivery).models.list()]


def test_anthropic_answers(house, delivery):
    reply = anthropic_client(house, delivery).messages.create(
        model="claude-haiku-4-5", max_tokens=200, messages=[{"role": "user", "content": "What is the capital of France?"}])
    assert "simulator" in reply.content[0].text
    assert reply.usage.output_tokens > 0


def test_anthropic_streams(house, delivery):
    with anthropic_client(house, delivery).messages.stream(
            model="claude-haiku-4-5", max_tokens=200, messages=[{"role": "user", "content": "Count to three."}]) as stream:
        assert "simulator" in "".join(stream.text_stream)
        assert stream.get_final_message().usage.output_tokens > 0


def test_anthropic_lists_models(house, delivery):
    assert "claude-sonnet-4-20250514" in [model.id for model in anthropic_client(house, delivery).models.list()]


def test_a_foreign_key_is_refused_and_never_forwarded(house, delivery):
    _, base = credentials(house, f"openai-{delivery}")
    before = house.ledger("openai")
    with pytest.raises(openai.AuthenticationError):
        openai.OpenAI(api_key="sk-someone-elses-key-0123456789", base_url=base, max_retries=0).chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": "hello"}])
    assert house.ledger("openai") == before


def test_the_key_of_one_agent_opens_nothing_under_the_name_of_another(house):
    """The same provider's key, but sent under an agent whose lease is on another provider."""
    key, _ = credentials(house, "openai-env")
    other = house.agents["anthropic-env"]
    with pytest.raises(anthropic.AuthenticationError):
        anthropic.Anthropic(
            api_key=key, base_url=f"http://127.0.0.1:{house.gateway}/a/{other}", max_retries=0).messages.create(
                model="claude-haiku-4-5", max_tokens=10, messages=[{"role": "user", "content": "hello"}])


def test_a_providers_error_arrives_as_its_own_error_class(house, delivery):
    with pytest.raises(openai.RateLimitError):
        openai_client(house, delivery).chat.completions.create(
            model="error-429", messages=[{"role": "user", "content": "hello"}])
    with pytest.raises(anthropic.APIStatusError) as caught:
        anthropic_client(house, delivery).messages.create(
            model="error-529", max_tokens=10, messages=[{"role": "user", "content": "hello"}])
    assert caught.value.status_code == 529


def test_every_token_is_metered_and_priced(house, delivery):
    agent = house.agents[f"openai-{delivery}"]
    before = house.settled_stats(agent)
    reply = openai_client(house, delivery).chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": "one two three four five"}])
    stream = list(openai_client(house, delivery).chat.completions.create(
        model="gpt-4o-mini", stream=True, stream_options={"include_usage": True},
        messages=[{"role": "user", "content": "six seven eight"}]))
    expected = reply.usage.total_tokens + stream[-1].usage.total_tokens
    wait_for(lambda: house.stats(agent)["calls"] == before["calls"] + 2, 5, "both calls being settled")
    after = house.stats(agent)
    assert after["total_tokens"] - before["total_tokens"] == expected
    assert float(after["estimated_cost"]["amount"]) > float(before["estimated_cost"]["amount"] or 0)


def test_a_caller_that_hangs_up_is_recorded(house):
    agent = house.agents["openai-env"]
    before = house.settled_stats(agent)
    stream = openai_client(house, "env").chat.completions.create(
        model="gpt-4o-mini", stream=True, messages=[{"role": "user", "content": "a long story please"}])
    next(iter(stream))
    stream.close()
    wait_for(lambda: house.stats(agent)["calls"] == before["calls"] + 1, 15, "the abandoned call being settled")
