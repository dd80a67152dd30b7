# SPDX-License-Identifier: Apache-2.0
"""The language model behind the demo: a provider's, one on this machine, or the simulator."""

import dataclasses
import os
import pathlib
import subprocess
import urllib.parse

import interface
import place
import processes
import terminal

MODEL_PYTHON = place.ROOT / ".tools" / "venv-model" / "bin" / "python"


@dataclasses.dataclass
class Choice:
    """A provider to add, and what must run for it."""

    kind: str
    name: str
    type: str
    key: str
    base_url: str | None
    model: str | None
    process: processes.Stored | None = None

    @property
    def allowed_host(self) -> str | None:
        if self.base_url is None:
            return None
        parts = urllib.parse.urlsplit(self.base_url)
        return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def choose(binaries: pathlib.Path, taken: set[int]) -> Choice:
    wish = os.environ.get("LLM", "")
    if wish not in ("", "openai", "anthropic", "model", "simulator"):
        raise SystemExit("LLM is one of openai, anthropic, model, simulator")
    for kind, name in (("openai", "OpenAI"), ("anthropic", "Anthropic")):
        key = os.environ.get(f"{kind.upper()}_API_KEY", "").strip()
        if wish == kind and not key:
            raise SystemExit(f"LLM={kind} needs {kind.upper()}_API_KEY")
        if key and wish in ("", kind):
            base_url = os.environ.get(f"{kind.upper()}_BASE_URL") or None
            return Choice(kind, name, kind, key, base_url, os.environ.get("MODEL"))
    if wish != "simulator":
        choice = local_model(taken)
        if choice is not None:
            return choice
        terminal.warn("The local model can't be had here: a simulator stands in for it.")
    return simulator(binaries, taken)


def credentials(kind: str, port: int, taken: set[int]) -> dict:
    """Port and key of what runs on this machine, the same from one time to the next while the port is free."""
    known = place.load(kind)
    if known is None or not processes.is_free(known["port"]):
        known = {"port": processes.free_port(port, taken), "key": place.new_secret("sk-demo-")}
        place.store(kind, known)
    taken.add(known["port"])
    place.write_private(place.RUN / f"{kind}.key", known["key"] + "\n")
    return known


def local_model(taken: set[int]) -> Choice | None:
    terminal.say("A small language model on this machine (Gemma 3 270M; the first time it is about 350 MB to fetch)")
    setup = subprocess.run(
        ["Scripts/setup", "--demo"], cwd=place.ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if setup.returncode != 0 or not MODEL_PYTHON.exists():
        terminal.block(setup.stderr[-800:])
        return None
    known = credentials("model", 8090, taken)
    process = processes.Stored("model")
    process.start(
        [str(MODEL_PYTHON), "Scripts/local-model.py", "--port", str(known["port"]), "--key-file",
         str(place.RUN / "model.key")], {"PATH": os.environ.get("PATH", ""), "HOME": str(place.HOME)})
    choice = Choice(
        "model", label("Local model", known["port"], 8090), "openai", known["key"],
        f"http://127.0.0.1:{known['port']}", "gemma-3-270m", process)
    return choice if is_up(choice, 90) else None


def simulator(binaries: pathlib.Path, taken: set[int]) -> Choice:
    known = credentials("simulator", 8095, taken)
    process = processes.Stored("simulator")
    process.start(
        [str(binaries / "ag2trust"), "simulate", "--port", str(known["port"]), "--key-file",
         str(place.RUN / "simulator.key")], {"PATH": os.environ.get("PATH", ""), "HOME": str(place.HOME)})
    choice = Choice(
        "simulator", label("Simulator", known["port"], 8095), "openai", known["key"],
        f"http://127.0.0.1:{known['port']}", "simulator", process)
    if not is_up(choice, 20):
        raise SystemExit(f"the simulator does not start:\n{process.tail()}")
    return choice


def label(name: str, port: int, usual: int) -> str:
    """A provider's address never changes, so one on another port is another provider."""
    return name if port == usual else f"{name} on port {port}"


def is_up(choice: Choice, seconds: float) -> bool:
    caller = interface.Interface(choice.base_url, {"Authorization": f"Bearer {choice.key}"})
    return processes.wait_until(
        lambda: choice.process.has_ended() or caller.answers("/v1/models"), seconds
    ) and not choice.process.has_ended()


def pick(choice: Choice, offered: list[str]) -> str:
    """The model to use: the one that is set, or the first known one that the key may use."""
    if choice.model:
        return choice.model
    known = {
        "openai": ["gpt-4o-mini", "gpt-4o"],
        "anthropic": ["claude-sonnet-4-20250514", "claude-opus-4-20250514"],
    }[choice.type]
    return next((name for name in known if name in offered), offered[0] if offered else known[0])
