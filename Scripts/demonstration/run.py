# SPDX-License-Identifier: Apache-2.0
"""The demo, after the build: from a first start to an answered question, its figures and its cost.

    run.py --if-running     succeeds, and says where, if the demo is running already
    run.py BINARIES         runs it with the programs of that folder
"""

import fcntl
import http.client
import os
import pathlib
import sys

import agents
import interface
import models
import place
import processes
import server
import stop
import terminal


def main() -> int:
    if sys.argv[1:] == ["--if-running"]:
        return 0 if is_running() else 1
    place.make_folders()
    os.umask(0o077)
    # Held until this script ends; what it starts does not inherit it.
    with (place.RUN / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            terminal.warn("Another `make demo` is at work here.")
            return 1
        return attempt(pathlib.Path(sys.argv[1]).resolve())


def attempt(binaries: pathlib.Path) -> int:
    try:
        end_unfinished()
        demonstrate(binaries)
        place.mark_complete()
    except (SystemExit, interface.Refused, OSError, http.client.HTTPException) as error:
        terminal.warn(f"The demo stopped: {terminal.plain(str(error))}")
        log = processes.Stored("server").tail()
        if log:
            terminal.say("The server's last lines:")
            terminal.block(log)
        terminal.say("make demo-stop ends what is still running.")
        return 1
    return 0


def is_running() -> bool:
    if processes.Stored("server").pid is None or not place.is_complete():
        return False
    terminal.say("The demo is running already.")
    show_entrance()
    return True


def end_unfinished() -> None:
    """Ends what a demo left that did not come to its end, so that this one finds its ports free."""
    if processes.Stored("server").pid is not None:
        terminal.warn("The last demo did not finish: what it started is ended, and it starts again.")
    stop.end_everything()


def demonstrate(binaries: pathlib.Path) -> None:
    taken: set[int] = set()
    ports = place.load("ports") or {"control": 8080, "gateway": 8081, "ops": 8082}
    ports = {name: processes.free_port(port, taken) for name, port in ports.items()}
    place.store("ports", ports)

    terminal.step(2, "A language model for the agents")
    choice = models.choose(binaries, taken)
    terminal.fact("provider", choice.name)
    terminal.fact("address", choice.base_url or f"{choice.type}'s own")
    if choice.kind == "simulator":
        terminal.warn("This is a simulator: no model answers, and every answer says so.")

    terminal.step(3, "The server")
    origin = f"http://127.0.0.1:{ports['control']}"
    printed = server.start(binaries, ports, origin, choice)
    terminal.block(printed)

    terminal.step(4, "Organization and owner")
    api = server.enter(origin, printed)
    me = api.call("GET", "/api/session")
    terminal.fact("organization", me["organization"]["name"])
    terminal.fact("owner", me["user"]["email"])

    terminal.step(5, "A provider: its key is sealed before it is stored")
    provider = agents.provider_for(api, choice)
    terminal.fact("provider", f"{provider['name']} ({provider['type']})")
    terminal.fact("key", f"ends in {provider.get('key_hint')}; never shown again")
    terminal.fact("tried", provider["health"]["state"])

    terminal.step(6, "An agent type, and an agent")
    kind, agent = agents.agent_for(api, choice, provider)
    terminal.fact("agent type", f"{kind['name']}, model {kind['model']}")
    terminal.fact("agent", f"{agent['name']} is {agent['state']}")
    isolation = agent["isolation"]
    terminal.fact("isolation", f"{isolation['level']}: {', '.join(isolation['holds'])}")

    terminal.step(7, "A question, as a customer's program asks it")
    before = agents.calls(api, agent)
    agents.ask(api, origin, kind, agent)

    terminal.step(8, "What the agent used")
    agents.show_statistics(api, agent, before)

    terminal.step(9, "A provider that is in use can't be deleted")
    agents.refuse_deletion(api, provider)

    terminal.step(10, "The dashboard is yours")
    show_entrance()
    terminal.say("make demo-stop ends everything; make demo starts it again with what is there.")


def show_entrance() -> None:
    ports, owner = place.load("ports"), place.load("owner")
    terminal.fact("dashboard", f"http://127.0.0.1:{ports['control']}")
    if owner:
        terminal.fact("sign in with", owner["email"])
        terminal.fact("password", f"{owner['password']}   (kept in .demo/owner.json)")
    terminal.fact("gateway, for agents", f"http://127.0.0.1:{ports['gateway']}")
    terminal.fact("health and metrics", f"http://127.0.0.1:{ports['ops']}")
    terminal.fact("logs", ".demo/logs/")


if __name__ == "__main__":
    sys.exit(main())
