# SPDX-License-Identifier: Apache-2.0
"""Starts, drives and ends the product for tests."""

import json
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from contract import Contract

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ.get("AG2TRUST_PROGRAMS", ROOT / ".build" / "debug"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"{what} did not happen within {seconds} s")


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


class House:
    """One installation in a folder of its own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.data, self.config = self.folder / "data", self.folder / "config"
        self.control, self.gateway, self.ops = free_port(), free_port(), free_port()
        self.simulators, self.keys, self.answers = {}, {}, []
        self.server, self.starts = None, 0
        self.password = "correct horse " + secrets.token_hex(4)
        self.session = self.api_key = self.contract = None
        self.user = None  # whom the server runs as, where it is not who runs the tests

    # The whole of it, as most tests want it.

    def open(self):
        for dialect in ("openai", "anthropic"):
            self.start_simulator(dialect)
        self.start_server()
        self.set_up()
        self.providers = {d: self.add_provider(d) for d in ("openai", "anthropic")}
        self.types, self.agents = {}, {}
        for dialect, model in (("openai", "gpt-4o-mini"), ("anthropic", "claude-haiku-4-5")):
            for delivery in ("env", "leased"):
                name = f"{dialect}-{delivery}"
                self.types[name] = self.add_type(name, self.providers[dialect], model, delivery)
                self.agents[name] = self.add_agent(name, self.types[name])
                self.start_agent(self.agents[name])
        return self

    # Processes.

    def start_simulator(self, dialect):
        port = free_port()
        key = {"openai": "sk-canary-", "anthropic": "sk-ant-canary-"}[dialect] + secrets.token_urlsafe(36)
        log = open(self.folder / f"simulator-{dialect}.log", "ab")
        process = subprocess.Popen(
            [PROGRAMS / "ag2trust", "simulate", "--port", str(port), "--key-stdin"],
            stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT)
        process.stdin.write(key.encode() + b"\n")
        process.stdin.close()
        self.simulators[dialect], self.keys[dialect] = (process, port), key
        wait_for(lambda: self.listens(port), 20, f"the {dialect} simulator listening")

    def start_server(self, **extra):
        self.starts += 1
        self.log_path = self.folder / f"server-{self.starts}.log"
        allowed = ",".join(f"127.0.0.1:{port}" for _, port in self.simulators.values())
        environment = {
            "PATH": "/usr/bin:/bin", "HOME": str(self.folder),
            "AG2TRUST_DATA_DIR": str(self.data), "AG2TRUST_CONFIG_DIR": str(self.config),
            "AG2TRUST_CONTROL_PORT": str(self.control), "AG2TRUST_GATEWAY_PORT": str(self.gateway),
            "AG2TRUST_OPS_PORT": str(self.ops), "AG2TRUST_BASE_URL_HOSTS": allowed,
            "AG2TRUST_TOOL_HTTP_HOSTS": allowed, **extra}
        self.server = subprocess.Popen(
            [PROGRAMS / "ag2trust", "serve"], env=environment, stdin=subprocess.DEVNULL, user=self.user,
            group=self.user, extra_groups=None if self.user is None else [],
            stdout=open(self.log_path, "ab"), stderr=subprocess.STDOUT)
        wait_for(lambda: self.server.poll() is not None or self.healthy(), 30, "the server answering")
        assert self.server.poll() is None, self.log_path.read_text()
        # From here on every answer of the API is held against it.
        self.contract = self.contract or Contract(self.call("GET", "/openapi.json", auth=False).json)

    def kill_server(self, sign=signal.SIGKILL):
        self.server.send_signal(sign)
        self.server.wait(timeout=40)

    def close(self):
        if self.server and self.server.poll() is None:
            self.kill_server(signal.SIGTERM)
        for pid in self.agent_processes():
            os.kill(pid, signal.SIGKILL)
        for process, _ in self.simulators.values():
            process.terminate()
            process.wait(timeout=10)

    def agent_processes(self, agent=None):
        """Processes whose environment says that they are agents of this installation."""
        found = []
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                environment = (entry / "environ").read_bytes()
            except OSError:
                continue
            if f"AG2TRUST_GATEWAY_URL=http://127.0.0.1:{self.gateway}".encode() not in environment:
                continue
            if agent is None or f"AG2TRUST_AGENT_ID={agent}\0".encode() in environment:
                found.append(int(entry.name))
        return found

    def agent_environment(self, agent):
        (pid,) = self.agent_processes(agent)
        entries = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        return dict(entry.decode().split("=", 1) for entry in entries if entry)

    @staticmethod
    def listens(port):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def healthy(self):
        try:
            return self.call("GET", "/readyz", auth=False).status == 200
        except OSError:
            return False

    # The API.

    def call(self, method, path, body=None, auth=True, headers=None, port=None):
        request = urllib.request.Request(f"http://127.0.0.1:{port or self.control}{path}", method=method)
        if body is not None:
            request.data = json.dumps(body).encode() if not isinstance(body, bytes) else body
            request.add_header("Content-Type", "application/json")
        if auth is True and self.session:
            request.add_header("Authorization", f"Bearer {self.session}")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=90) as reply:
                answer = Answer(reply.status, reply.headers, reply.read())
        except urllib.error.HTTPError as error:
            answer = Answer(error.code, error.headers, error.read())
        self.answers.append((f"{method} {path}", str(answer.headers).encode() + answer.body))
        if port is None and self.contract:
            self.contract.check(method, path, answer.status, answer.headers, answer.body)
        return answer

    def must(self, status, method, path, body=None, **more):
        answer = self.call(method, path, body, **more)
        assert answer.status == status, f"{method} {path}: {answer.status} {answer.body[:500]!r}"
        return answer.json if answer.body else None

    def setup_token(self):
        for word in self.log_path.read_text().split():
            if word.startswith("set_"):
                return word
        raise AssertionError("no setup token was printed")

    def set_up(self):
        self.must(201, "POST", "/api/setup", {
            "token": self.setup_token(), "organization": "Example", "name": "Olive Owner",
            "email": "owner@example.org", "password": self.password})
        self.sign_in()
        self.api_key = self.must(201, "POST", "/api/keys", {"name": "tests", "role": "member"})["key"]

    def sign_in(self):
        answer = self.must(201, "POST", "/api/session", {"email": "owner@example.org", "password": self.password}, auth=False)
        self.session = answer["token"]

    def add_provider(self, dialect, name=None, **more):
        _, port = self.simulators[dialect]
        return self.must(201, "POST", "/api/providers", {
            "name": name or f"{dialect}-simulated", "type": dialect, "api_key": self.keys[dialect],
            "base_url": f"http://127.0.0.1:{port}", **more})["id"]

    def add_type(self, name, provider, model, delivery="env", **more):
        return self.must(201, "POST", "/api/agent-types", {
            "name": name, "system_prompt": "Be brief.", "provider_id": provider, "model": model,
            "endpoint_slug": name, "delivery": delivery, **more})["id"]

    def add_agent(self, name, type_id):
        return self.must(201, "POST", "/api/agents", {"name": name, "agent_type_id": type_id})["id"]

    def start_agent(self, agent):
        self.must(202, "POST", f"/api/agents/{agent}/start")
        self.wait_state(agent, "running")

    def state(self, agent):
        return self.must(200, "GET", f"/api/agents/{agent}")["state"]

    def wait_state(self, agent, state, seconds=20):
        wait_for(lambda: self.state(agent) == state, seconds, f"agent {agent} being {state}")

    def ask(self, slug, content, **more):
        return self.call("POST", f"/api/v1/ask/{slug}", {"content": content, **more}, auth=False,
                         headers={"X-API-Key": self.api_key})

    def stats(self, agent):
        return self.must(200, "GET", f"/api/agents/{agent}/stats")

    def settled_stats(self, agent):
        """The figures once no earlier call is on its way into them any more."""
        known = self.stats(agent)
        while True:
            time.sleep(0.7)
            now = self.stats(agent)
            if now == known:
                return now
            known = now

    def ledger(self, dialect):
        """What the simulator itself counted, of all models together."""
        _, port = self.simulators[dialect]
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/simulator/ledger", headers={"Authorization": f"Bearer {self.keys[dialect]}"})
        return json.loads(urllib.request.urlopen(request, timeout=10).read())["total"]
