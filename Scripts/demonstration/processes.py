# SPDX-License-Identifier: Apache-2.0
"""Processes that outlive the demo's script: known by number and start time, so that no other is ever ended."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import time

import place


def start_ticks(pid: int) -> int | None:
    """When a process started, in clock ticks after boot; `None` if it has ended."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The name in parentheses may hold anything; what follows the last one is numbers.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] == "Z" else int(fields[19])


class Stored:
    """One process, by the file that remembers it."""

    def __init__(self, name: str):
        self.name = name
        self.path = place.RUN / f"{name}.json"
        self.log = place.LOGS / f"{name}.log"

    @property
    def pid(self) -> int | None:
        """The process, if it is still the same one."""
        if not self.path.exists():
            return None
        known = json.loads(self.path.read_text())
        return known["pid"] if start_ticks(known["pid"]) == known["start_ticks"] else None

    def start(self, command: list[str], environment: dict[str, str]) -> int:
        """Starts it in a session of its own, without a terminal. Returns where its log goes on."""
        descriptor = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        offset = os.fstat(descriptor).st_size
        with os.fdopen(descriptor, "ab") as log:
            process = subprocess.Popen(
                command, env=environment, cwd=place.ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)
        self.process = process
        place.write_private(
            self.path, json.dumps({"pid": process.pid, "start_ticks": start_ticks(process.pid)}) + "\n")
        return offset

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def tail(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""

    def stop(self, patience: float = 25) -> bool:
        """Asks it to end, and ends it if it does not. Returns whether it was running."""
        pid = self.pid
        if pid is None:
            self.path.unlink(missing_ok=True)
            return False
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + patience
        while self.pid is not None and time.monotonic() < deadline:
            time.sleep(0.1)
        if self.pid is not None:
            os.kill(pid, signal.SIGKILL)
        self.path.unlink(missing_ok=True)
        return True


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port(wished: int, taken: set[int]) -> int:
    """The wished port, or the next free one of this machine's."""
    for port in range(wished, wished + 200):
        if port not in taken and is_free(port):
            taken.add(port)
            return port
    raise SystemExit(f"no free port from {wished} on")


def wait_until(condition, seconds: float, every: float = 0.2):
    """The condition's first true value, or its last one when the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() >= deadline:
            return value
        time.sleep(every)
