# SPDX-License-Identifier: Apache-2.0
"""The first evening of a new user, in Chromium and from an empty installation: from the setup token to an answer, then
colleagues, keys for programs, limits, a webhook, and the end of it all. Each step is taken on the pages alone."""

import json

import pytest
from house import wait_for
from playwright.sync_api import expect
from receiver import Receiver
from test_dashboard import browser  # noqa: F401


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, house, browser, script=True):  # noqa: F811
        self.house, self.troubles = house, []
        self.context = browser.new_context(java_script_enabled=script)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def go(self, path):
        self.page.goto(f"http://127.0.0.1:{self.house.control}{path}")
        return self.page

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name):
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def confirm(self, name=""):
        """Answers the question before something is destroyed; types the name where it is asked for."""
        expect(self.page.locator("#confirmation-button")).to_be_visible()
        if self.page.locator("#confirmation").count():
            self.page.locator("#confirmation").fill(name)
        self.page.locator("#confirmation-button").click()

    def sees(self, text, **more):
        expect(self.page.get_by_text(text).first).to_be_visible(**more)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_an_empty_installation_to_a_team_at_work(fresh_house, browser, script):  # noqa: F811
    house = fresh_house
    house.start_simulator("openai")
    house.start_server()
    ada = Person(house, browser, script)

    # Setup is the first page, whatever was asked for; what is wrong is said beside what was typed.
    page = ada.go("/agents")
    expect(page.get_by_role("heading", name="Set up AG2Trust")).to_be_visible()
    page.locator("[name=token]").fill("set_wrong")
    page.locator("[name=organization]").fill("Example")
    page.locator("[name=name]").fill("Ada Lovelace")
    page.locator("[name=email]").fill("ada@example.org")
    page.locator("[name=password]").fill("correct horse battery")
    ada.press("Create organization")
    expect(page.locator("[name=organization]")).to_have_value("Example")
    page.locator("[name=token]").fill(house.setup_token())
    page.locator("[name=password]").fill("correct horse battery")
    ada.press("Create organization")
    ada.sees("From a key to an answer")

    # The checklist leads from step to step.
    ada.follow("Add Provider")
    _, port = house.simulators["openai"]
    page.get_by_text("Own base URL").click()
    page.get_by_label("Base URL").first.fill(f"http://127.0.0.1:{port}")
    page.get_by_label("API key").fill(house.keys["openai"])
    page.get_by_label("Name").fill("openai-production")
    page.get_by_text("Labels", exact=True).click()
    page.get_by_label("Team").fill("payments")
    ada.press("Save")
    ada.sees("Works.")
    ada.sees("team: payments")
    ada.go("/")
    ada.follow("Create agent type")
    page.get_by_label("Name").fill("Support")
    page.get_by_label("System prompt").fill("You answer customers.")
    page.get_by_label("Model").fill("gpt-4o-mini")
    page.get_by_label("Endpoint slug").fill("support")
    page.get_by_role("checkbox", name="Files Reads").check()
    ada.press("Create agent type")
    ada.sees("The agent type is created.")
    ada.follow("Create agent")
    page.get_by_label("Name").fill("support-1")
    page.get_by_label("Environment").fill("production")
    ada.press("Create agent")
    wait_for(lambda: "running" in page.content() or ada.go("/agents") and "running" in page.content(), 20, "it running")
    ada.go("/agents")
    ada.follow("support-1")
    page.get_by_label("Message").fill("What is the capital of France?")
    ada.press("Send")
    ada.sees("[simulator]", timeout=15_000)
    ada.go("/")
    ada.sees("5 of 6 done")
    ada.press("It is backed up")
    ada.go("/")
    expect(page.get_by_text("of 6 done")).to_have_count(0)

    # The call is in the list of requests, and explained.
    ada.go("/requests")
    page.locator("tbody a").first.click()
    ada.sees("gpt-4o-mini")
    ada.sees("openai-production")

    # A colleague comes in by a link, which is good once.
    ada.go("/settings/users")
    ada.follow("Invite")
    page.get_by_label("E-mail").fill("bob@example.org")
    page.get_by_role("radio", name="Viewer").check(force=True)
    ada.press("Make link")
    link = page.locator("#new-link").inner_text()
    bob = Person(house, browser, script)
    bob.page.goto(link)
    bob.sees("You are invited as bob@example.org")
    bob.page.get_by_label("Name").fill("Bob")
    bob.page.get_by_label("Password").fill("another horse battery")
    bob.press("Create account")
    bob.page.get_by_label("Password").fill("another horse battery")
    bob.press("Sign in")
    expect(bob.page.get_by_role("heading", level=1, name="Overview")).to_be_visible()
    late = Person(house, browser, script)
    late.page.goto(link)
    expect(late.page.get_by_role("button", name="Create account")).to_have_count(0)

    # A viewer sees, and changes nothing; a change of role counts at once.
    bob.go("/agents/new")
    bob.sees("This is not for you")
    ada.go("/settings/users")
    page.get_by_role("link", name="Change role of Bob").click()
    page.get_by_role("radio", name="Member").check(force=True)
    ada.press("Change role")
    ada.sees("The role is changed")
    bob.go("/agents/new")
    bob.sees("One instance of an agent type")
    bob.go("/settings/providers/new")
    bob.sees("This is not for you")

    # A key for a program: shown once, good for what it is made for, gone at once.
    ada.go("/settings/api-keys/new")
    page.get_by_label("Name").fill("website")
    page.get_by_role("radio", name="Asking only").check(force=True)
    page.get_by_role("checkbox", name="support").check()
    ada.press("Create API key")
    key = page.locator("#new-key").inner_text()
    ada.follow("I have saved it")
    assert key not in page.content()

    def ask(**more):
        return house.call("POST", "/api/v1/ask/support", {"content": "Hello", **more}, auth=False,
                          headers={"X-API-Key": key})

    assert ask().status == 200
    assert house.call("GET", "/api/agents", auth=False, headers={"X-API-Key": key}).status == 403
    page.reload()
    expect(page.get_by_text("just now").first).to_be_visible()

    # A webhook: set, tried, its delivery in the list.
    receiver = Receiver(204)
    try:
        ada.go("/settings/webhook")
        page.locator("input[type=url], [name=webhook_url]").first.fill(receiver.url)
        ada.press("Save address")
        assert page.locator("#new-secret").inner_text()
        ada.follow("I have saved it")
        ada.press("Send a test")
        wait_for(lambda: receiver.requests, 10, "the test delivery")
        assert json.loads(receiver.requests[0][1])
        # What came of it is written down after the receiver has seen it.
        delivered = page.locator("tbody").get_by_text("delivered")
        wait_for(lambda: page.reload() and delivered.count(), 10, "the delivery in the list")
    finally:
        receiver.close()

    # The limit is lowered, and counts at once.
    ada.go("/settings/limits")
    page.get_by_label("Requests a minute").fill("1")
    ada.press("Change limit")
    ada.sees("The limit is changed")
    assert 429 in [ask().status, ask().status]  # a minute may have begun between them

    # By label: what is labelled is stopped, and followed to its end.
    ada.go("/agents?label=environment:production")
    page.get_by_role("checkbox", name="Select all").first.check()
    ada.press("Stop selected")
    wait_for(lambda: ada.go("/agents") and "stopped" in page.content(), 20, "the agent stopped")

    # The end: a key is revoked, a colleague leaves, nothing stays in the way of the provider's deletion.
    ada.go("/settings/api-keys")
    page.get_by_role("link", name="Revoke website").click()
    ada.confirm()
    ada.sees("The API key is revoked.")
    assert ask().status == 401
    ada.go("/settings/users")
    page.get_by_role("link", name="Remove Bob").click()
    ada.confirm()
    ada.sees("They are out")
    bob.go("/agents")
    expect(bob.page.get_by_label("Password")).to_be_visible()
    for kind, name in (("agents", "support-1"), ("agent-types", "Support"), ("settings/providers", "openai-production")):
        ada.go(f"/{kind}")
        ada.follow(name)
        page.get_by_role("link", name="Delete").first.click()
        ada.confirm(name)
        expect(page.get_by_text("is deleted").first).to_be_visible()
    actions = [row.inner_text() for row in ada.go("/settings/audit").locator("tbody code").all()]
    for action in ("setup.create_owner", "provider.delete", "user.remove", "api_key.revoke", "limit.update"):
        assert any(action in shown for shown in actions), (action, actions)
    assert ada.troubles == bob.troubles == []
