# SPDX-License-Identifier: Apache-2.0
"""Ends what the demo started: agents, server, model or simulator, in this order."""

import contextlib
import http.client
import os
import pathlib
import signal
import sqlite3
import sys

import interface
import place
import processes
import terminal


def main() -> int:
    terminal.say("The demo is stopped." if end_everything() else "The demo is not running.")
    return 0


def end_everything() -> bool:
    """Returns whether anything was running."""
    place.clear_complete()
    stopped_any = False
    server = processes.Stored("server")
    if server.pid is not None:
        try:
            stop_agents()
        except (interface.Refused, OSError, TypeError, http.client.HTTPException) as error:
            terminal.warn(f"The agents could not be stopped through the server: {terminal.plain(str(error))}")
        server.stop()
        terminal.say("server stopped")
        stopped_any = True
    for pid, ticks in left_behind().items():
        end(pid, ticks)
        terminal.say(f"an agent that no server watched was ended (process {pid})")
        stopped_any = True
    for name in ("model", "simulator"):
        if processes.Stored(name).stop(patience=5):
            terminal.say(f"{name} stopped")
            stopped_any = True
        (place.RUN / f"{name}.key").unlink(missing_ok=True)
    return stopped_any


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


def left_behind() -> dict[int, int]:
    """Agents whose server ended without them: process numbers, each with when it started."""
    known = dict(recorded()) | dict(working_in(place.DATA / "agents"))
    return {pid: ticks for pid, ticks in known.items() if processes.start_ticks(pid) == ticks}


def recorded() -> list[tuple[int, int]]:
    """What the server wrote down of the processes that it started. An agent's own folder in /proc is closed even to
    its user, but for root; its number and start time are not."""
    file = place.DATA / "ag2trust.db"
    if not file.exists():
        return []
    try:
        with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=5)) as database:
            return database.execute(
                "SELECT pid, pid_start_ticks FROM agents WHERE pid IS NOT NULL ORDER BY pid").fetchall()
    except sqlite3.Error as error:
        # A server that ended in its first moments has made no tables yet, and no agents.
        if "no such table" not in str(error):
            terminal.warn(f"The demo's database could not be asked for agents that still run: {error}")
        return []


def working_in(folder: pathlib.Path) -> list[tuple[int, int]]:
    """Processes that work below a folder, as far as this user may see it."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            place_of_work = pathlib.Path(os.readlink(entry / "cwd"))
        except OSError:
            continue
        ticks = processes.start_ticks(int(entry.name))
        if ticks is not None and place_of_work.is_relative_to(folder):
            found.append((int(entry.name), ticks))
    return found


def end(pid: int, ticks: int) -> None:
    """Asks a process to end, and ends it if it does not."""
    for signal_number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal_number)
        if processes.wait_until(lambda: processes.start_ticks(pid) != ticks, 10):
            return


if __name__ == "__main__":
    sys.exit(main())
