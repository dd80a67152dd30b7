# SPDX-License-Identifier: Apache-2.0
"""The built-in agent's tools, used by a running agent because its (simulated) model asks for them."""

import http.server
import os
import subprocess
import threading
import time

import pytest


def a_whole_minute_ahead(seconds=20):
    """Windows are minutes: waits for one with enough of it left."""
    if time.time() % 60 > 60 - seconds:
        time.sleep(61 - time.time() % 60)


def git(folder, *arguments):
    subprocess.run(
        ["git", "-C", folder, "-c", "user.name=Ann", "-c", "user.email=a@example.org", *arguments], check=True,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"}, capture_output=True)


@pytest.fixture
def agent_with(house):
    def make(name, *capabilities, dialect="openai"):
        model = {"openai": "gpt-4o-mini", "anthropic": "claude-haiku-4-5"}[dialect]
        type_id = house.add_type(name, house.providers[dialect], model, capabilities=list(capabilities))
        agent = house.add_agent(name, type_id)
        house.start_agent(agent)
        return house.data / "agents" / agent / "work"
    return make


def use(house, slug, words):
    return house.ask(slug, "use the tool " + words).json["content"]


def test_files_are_written_and_read_and_the_sixth_use_is_told_to_wait(house, agent_with):
    a_whole_minute_ahead()
    work = agent_with("files", "file_operations", dialect="anthropic")
    assert "Made notes/today.md, 5 bytes." in use(house, "files", "write_file path=notes/today.md content=hello")
    assert (work / "notes" / "today.md").read_text() == "hello"
    assert "hello" in use(house, "files", "read_file path=notes/today.md")
    assert "notes/" in use(house, "files", "list_directory path=.")
    assert "must stay inside" in use(house, "files", "read_file path=../log")
    assert "not for this tool" in use(house, "files", "write_file path=.git/hooks/x content=x")
    refused = use(house, "files", "write_file path=more.md content=x")
    assert "rate limit: try again in" in refused
    assert not (work / "more.md").exists() and not (work / ".git").exists()
    assert "No tool named git_status was offered" in use(house, "files", "git_status")


def test_git_is_looked_into_and_runs_nothing(house, agent_with, tmp_path):
    a_whole_minute_ahead()
    work = agent_with("review", "code_review")
    git(work, "init", "-q", "-b", "main")
    (work / "a.txt").write_text("one\n")
    git(work, "add", "-A")
    git(work, "commit", "-q", "-m", "first")
    (work / "a.txt").write_text("two\n")
    mark = work / "ran"
    git(work, "config", "core.fsmonitor", f"touch {mark}")
    git(work, "config", "filter.evil.clean", f"touch {mark}; cat")
    git(work, "config", "diff.external", f"touch {mark}")
    (work / ".gitattributes").write_text("* filter=evil\n")
    assert "## main M a.txt ?? .gitattributes" in use(house, "review", "git_status")
    assert "-one +two" in use(house, "review", "git_diff")
    assert "first" in use(house, "review", "git_log")
    assert "must be a branch" in use(house, "review", f"git_log revision=--output={mark}")
    assert not mark.exists()
    # And it would have run.
    git(work, "status")
    assert mark.exists()
    assert sorted(name for name in os.listdir(work) if name.startswith(".ag2trust")) == []


class Web(http.server.BaseHTTPRequestHandler):
    """A web of one's own, that redirects and remembers."""

    seen = []

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.seen.append((self.command, self.path, body, dict(self.headers)))
        self.send_response(302 if self.path == "/moved" else 200)
        if self.path == "/moved":
            self.send_header("Location", "http://169.254.169.254/latest")
        self.send_header("Content-Type", "text/plain")
        self.send_header("Set-Cookie", "a=b")
        self.end_headers()
        self.wfile.write(f"page {self.path} {body}".encode())

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


@pytest.fixture
def web():
    Web.seen = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_the_gateway_calls_the_web_for_agents_and_nothing_else(fresh_house, web):
    house = fresh_house
    house.start_simulator("openai")
    simulator = house.simulators["openai"][1]
    # Its own listeners are on the list, and refused all the same.
    own = [f"127.0.0.1:{port}" for port in (house.control, house.gateway, house.ops)]
    house.start_server(AG2TRUST_TOOL_HTTP_HOSTS=",".join([f"127.0.0.1:{web}", *own]))
    house.set_up()
    provider = house.add_provider("openai")
    agents = []

    def ask(words):
        """Each agent has three of these a minute."""
        if len(agents) % 3 == 0:
            a_whole_minute_ahead()
            name = f"web-{len(agents) // 3}"
            slug = f"web{len(agents) // 3}"
            a_type = house.add_type(slug, provider, "gpt-4o-mini", capabilities=["web_http"])
            house.start_agent(house.add_agent(name, a_type))
        slug = f"web{len(agents) // 3}"
        agents.append(slug)
        return use(house, slug, words)

    page = ask(f"http_get url=http://127.0.0.1:{web}/a?b=c")
    assert "Status 200" in page and "page /a?b=c" in page and "a=b" not in page
    posted = ask(f"http_post url=http://127.0.0.1:{web}/in body=hello")
    assert "page /in hello" in posted
    moved = ask(f"http_get url=http://127.0.0.1:{web}/moved")
    assert "Status 302" in moved and "location: http://169.254.169.254/latest" in moved
    assert [(method, path, body) for method, path, body, _ in Web.seen] == [
        ("GET", "/a?b=c", ""), ("POST", "/in", "hello"), ("GET", "/moved", "")]
    assert not any(name.lower() in ("authorization", "cookie", "x-api-key") for *_, sent in Web.seen for name in sent)
    # The fourth within a minute, of the same agent.
    assert "rate limit: try again in" in use(house, "web0", f"http_get url=http://127.0.0.1:{web}/more")
    for url in (
            f"http://127.0.0.1:{house.control}/healthz", f"http://127.0.0.1:{house.ops}/metrics",
            f"http://127.0.0.1:{simulator}/v1/models", "http://169.254.169.254/latest/meta-data/",
            "http://[::ffff:127.0.0.1]/", "http://localhost/"):
        assert "may be called" in ask(f"http_get url={url}"), url
    assert len(Web.seen) == 3


def test_a_tool_that_is_taken_away_is_gone_at_once(house, agent_with):
    agent_with("fickle", "code_review")
    type_id = next(
        t["id"] for t in house.must(200, "GET", "/api/agent-types")["items"] if t["slug"] == "fickle")
    house.must(200, "PATCH", f"/api/agent-types/{type_id}", {"capabilities": ["git_full"]})
    assert "not enabled" in use(house, "fickle", "read_file path=a.txt")
