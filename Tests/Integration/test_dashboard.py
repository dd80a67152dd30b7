# SPDX-License-Identifier: Apache-2.0
"""The dashboard in a real Chromium, as a colleague who opens it to add a key."""

import pytest
from playwright.sync_api import expect, sync_playwright


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", headless=True, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(house, browser, request):
    """A signed-in page; with script, every request must stay at our own origin and nothing may be blocked or thrown."""
    context = browser.new_context(java_script_enabled=request.param)
    page = context.new_page()
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("request", lambda sent: troubles.append(sent.url) if not sent.url.startswith(
        (f"http://127.0.0.1:{house.control}/", "data:")) else None)
    page.goto(f"http://127.0.0.1:{house.control}/")
    page.get_by_label("E-mail").fill("owner@example.org")
    page.get_by_label("Password").fill(house.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.with_script = request.param
    yield page
    context.close()
    assert [t for t in troubles if "422" not in t and "409" not in t] == []


def add_provider(house, page, name, key):
    _, port = house.simulators["openai"]
    page.get_by_role("link", name="Providers").first.click()
    page.get_by_role("link", name="Add Provider").first.click()
    page.get_by_role("radio", name="OpenAI").check(force=True)
    page.get_by_text("own base URL").first.click()
    page.get_by_label("Base URL").first.fill(f"http://127.0.0.1:{port}")
    page.get_by_label("API key").fill(key)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Save", exact=True).click()


def test_add_provider_as_the_document_tells_it(house, page):
    name = f"from-the-browser-{page.with_script}".lower()
    add_provider(house, page, name, f"  {house.keys['openai']}\n".strip("\n") + "  ")
    expect(page.get_by_text("Works.").first).to_be_visible()
    page.goto(f"http://127.0.0.1:{house.control}/settings/providers")
    expect(page.get_by_role("link", name=name)).to_be_visible()
    assert house.keys["openai"] not in page.content()
    assert f"…{house.keys['openai'][-4:]}" in page.content()


def test_a_wrong_key_stays_on_the_form_with_what_to_do(house, page):
    add_provider(house, page, "never-made", "sk-wrong-key-0123456789012345678901")
    expect(page.get_by_text("Verify key is correct").first).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("never-made")
    expect(page.get_by_label("API key")).to_have_value("")


def test_both_types_say_what_they_are_best_for(house, page):
    page.goto(f"http://127.0.0.1:{house.control}/settings/providers/new")
    expect(page.get_by_text("General purpose, fast responses")).to_be_visible()
    expect(page.get_by_text("Complex reasoning, longer context")).to_be_visible()


def test_deleting_a_provider_in_use_explains_itself(house, page):
    page.goto(f"http://127.0.0.1:{house.control}/settings/providers/{house.providers['openai']}")
    page.get_by_role("link", name="Delete").first.click()
    expect(page.get_by_text("openai-env").first).to_be_visible()
    assert house.call("GET", f"/api/providers/{house.providers['openai']}").status == 200


def test_talking_to_an_agent_and_its_statistics(house, page):
    page.goto(f"http://127.0.0.1:{house.control}/agents/{house.agents['openai-env']}")
    page.get_by_label("Message").fill("What is the capital of France?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("[simulator]").first).to_be_visible(timeout=15_000)
    for figure in ("Total tokens", "Average response time", "Messages processed", "Errors"):
        expect(page.get_by_text(figure, exact=False).first).to_be_visible()


def test_an_agent_is_stopped_and_started_from_the_list(house, page):
    agent = house.agents["anthropic-leased"]
    page.goto(f"http://127.0.0.1:{house.control}/agents")
    row = page.locator("tr", has=page.get_by_role("link", name="anthropic-leased"))
    row.get_by_role("button", name="Stop anthropic-leased", exact=True).click()
    house.wait_state(agent, "stopped")
    page.goto(f"http://127.0.0.1:{house.control}/agents")
    row.get_by_role("button", name="Start anthropic-leased", exact=True).click()
    house.wait_state(agent, "running")


@pytest.mark.parametrize("path", ["/", "/settings/providers", "/settings/providers/new", "/agents", "/agent-types", "/settings/audit"])
def test_pages_have_no_accessibility_faults(house, page, path):
    if not page.with_script:
        pytest.skip("the checker is a script of its own")
    assert accessibility_faults(house, page, path) == []


def accessibility_faults(house, page, path):
    from axe_playwright_python.sync_playwright import Axe

    # axe is injected as script, which the page's own policy forbids; a page made for checking may bypass it.
    context = page.context.browser.new_context(bypass_csp=True, storage_state=page.context.storage_state())
    try:
        checked = context.new_page()
        checked.goto(f"http://127.0.0.1:{house.control}{path}")
        checked.evaluate("for (const part of document.querySelectorAll('details.commands')) part.open = true")
        serious = [v for v in Axe().run(checked).response["violations"] if v["impact"] in ("serious", "critical")]
        return [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in serious]
    finally:
        context.close()


def test_an_agent_that_runs_elsewhere_shows_its_token_once(house, page):
    name = f"elsewhere-{page.with_script}".lower()
    page.goto(f"http://127.0.0.1:{house.control}/agent-types/new")
    page.get_by_label("Name").fill(name)
    page.get_by_label("System prompt").fill("You help.")
    page.get_by_label("Provider").select_option(house.providers["openai"])
    page.get_by_label("Model").fill("gpt-4o-mini")
    page.get_by_role("radio", name="Elsewhere").check(force=True)
    page.get_by_role("button", name="Create agent type").click()
    expect(page.get_by_text("its delivery is leased")).to_be_visible()
    page.get_by_role("radio", name="Leased").check(force=True)
    page.get_by_role("button", name="Create agent type").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()

    kind = next(t for t in house.must(200, "GET", "/api/agent-types?limit=200")["items"] if t["name"] == name)
    agent = house.add_agent(name, kind["id"])
    page.goto(f"http://127.0.0.1:{house.control}/agents/{agent}")
    page.get_by_role("link", name="Start", exact=True).click()
    page.get_by_label("The token ends after").select_option("604800")
    page.get_by_label("Allowed addresses").fill("10.0.0.1/8")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_text("This takes addresses and ranges")).to_be_visible()
    expect(page.get_by_label("The token ends after")).to_have_value("604800")
    page.get_by_label("Allowed addresses").fill("127.0.0.1\n10.0.0.0/8")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=f"Run {name} with this")).to_be_visible()
    assert house.must(200, "GET", f"/api/agents/{agent}")["token_expires_at"]
    shown = page.locator("#agent-environment").inner_text()
    assert "export OPENAI_API_KEY=agt_" in shown and f":{house.gateway}/v1" in shown
    page.get_by_role("link", name="I have saved it").click()
    expect(page.get_by_text("running").first).to_be_visible()
    assert "agt_" not in page.content()
    page.get_by_role("button", name="Stop", exact=True).click()
    house.wait_state(agent, "stopped")


def test_a_requests_page_and_the_limits_have_no_accessibility_faults(house, page):
    if not page.with_script:
        pytest.skip("the checker is a script of its own")
    house.ask("openai-env", "Hello")
    house.settled_stats(house.agents["openai-env"])
    call = house.must(200, "GET", "/api/requests?limit=1")["items"][0]["id"]
    for path in ("/requests", f"/requests/{call}", "/settings/limits", "/agent-types/new", "/agents/new",
                 f"/agents/{house.agents['openai-env']}"):
        faults = accessibility_faults(house, page, path)
        assert faults == [], path


def test_the_log_is_followed_paused_and_filtered(house, page):
    agent = house.agents["openai-env"]
    page.goto(f"http://127.0.0.1:{house.control}/agents/{agent}")
    if not page.with_script:
        expect(page.get_by_role("link", name="Reload")).to_be_visible()
        return
    expect(page.get_by_text("following", exact=True)).to_be_visible()
    log = next(house.data.glob(f"**/{agent}/log"))
    with open(log, "ab") as file:
        file.write(b"a planted apple\na planted pear\n")
    output = page.locator("#agent-log")
    expect(output).to_contain_text("a planted pear")
    page.get_by_label("Show lines with").fill("APPLE")
    expect(output).not_to_contain_text("pear")
    expect(output).to_contain_text("a planted apple")
    page.get_by_label("Show lines with").fill("")
    page.get_by_role("button", name="Pause").click()
    with open(log, "ab") as file:
        file.write(b"a planted plum\n")
    expect(page.get_by_text("paused, 1 new")).to_be_visible()
    expect(output).not_to_contain_text("plum")
    page.get_by_role("button", name="Go on").click()
    expect(output).to_contain_text("a planted plum")


def test_a_page_says_how_it_is_done_without_it(house, page):
    page.goto(f"http://127.0.0.1:{house.control}/settings/providers")
    page.get_by_text("Same thing by API or command line").click()
    expect(page.get_by_text("ag2trust provider list", exact=True)).to_be_visible()
    if page.with_script:
        page.get_by_role("button", name="Copy as command: This list").click()
        expect(page.locator(".toast")).to_be_visible()
