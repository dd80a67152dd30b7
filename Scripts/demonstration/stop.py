# SPDX-License-Identifier: Apache-2.0
"""Ends what the demo started: agents, server, model or simulator, in this order."""

import os
import pathlib
import signal
import sys

import interface
import place
import processes
import terminal


def main() -> int:
    stopped_any = False
    server = processes.Stored("server")
    if server.pid is not None:
        try:
            stop_agents()
        except (interface.Refused, OSError, TypeError) as error:
            terminal.warn(f"The agents could not be stopped through the server: {terminal.plain(str(error))}")
        server.stop()
        terminal.say("server stopped")
        stopped_any = True
    for pid in left_behind():
        os.kill(pid, signal.SIGTERM)
        terminal.say(f"an agent that no server watched was ended (process {pid})")
        stopped_any = True
    for name in ("model", "simulator"):
        if processes.Stored(name).stop(patience=5):
            terminal.say(f"{name} stopped")
            stopped_any = True
        (place.RUN / f"{name}.key").unlink(missing_ok=True)
    terminal.say("The demo is stopped." if stopped_any else "The demo is not running.")
    return 0


def stop_agents() -> None:
    origin = f"http://127.0.0.1:{place.load('ports')['control']}"
    api = interface.signed_in(origin, place.load("owner"))
    active = [agent for agent in api.items("/api/agents") if agent["state"] not in ("stopped", "error")]
    for agent in active:
        api.call("POST", f"/api/agents/{agent['id']}/stop")
    for agent in active:
        path = f"/api/agents/{agent['id']}"
        processes.wait_until(lambda: api.call("GET", path)["state"] in ("stopped", "error"), 20)
        terminal.say(f"agent {terminal.plain(agent['name'])} stopped")


def left_behind() -> list[int]:
    """Agents whose server ended without them: those that work in the demo's own folders."""
    agents = place.DATA / "agents"
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            folder = pathlib.Path(os.readlink(entry / "cwd"))
        except OSError:
            continue
        if folder.is_relative_to(agents):
            found.append(int(entry.name))
    return found


if __name__ == "__main__":
    sys.exit(main())
