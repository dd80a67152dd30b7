#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the product as it is used: authentication, limits and metering on, beside other gateways in the same run.

  run.py [--peers nginx] [--rounds 3] [--seconds 3]

Starts a server of its own in a temporary folder with one agent in each delivery, whose provider is `upstream.c`, and
prints compare.py's table. Then: idle memory, start to listening, and an agent's start to `running`.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
os.environ.setdefault("AG2TRUST_PROGRAMS", str(ROOT / ".build" / "release"))
sys.path.insert(0, str(ROOT / "Tests" / "Integration"))
from house import House  # noqa: E402

UPSTREAM = 18300  # compare.py's own
KEY = "sk-bench-" + "0123456789abcdef" * 2


def resident_mib(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--peers", default="nginx")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=3)
    given = options.parse_args()

    house = House(tempfile.mkdtemp(prefix="ag2trust-bench-"))
    try:
        house.start_server(AG2TRUST_BASE_URL_HOSTS=f"127.0.0.1:{UPSTREAM}")
        house.set_up()
        provider = house.must(201, "POST", "/api/providers", {
            "name": "bench", "type": "openai", "api_key": KEY, "base_url": f"http://127.0.0.1:{UPSTREAM}",
            "validate": False})["id"]
        products = []
        for delivery in ("env", "leased"):
            agent = house.add_agent(delivery, house.add_type(delivery, provider, "gpt-4o-mini", delivery))
            house.start_agent(agent)
            environment = house.agent_environment(agent)
            base = environment["OPENAI_BASE_URL"].split("://", 1)[1]
            path = "/" + base.split("/", 1)[1] + "/chat/completions"
            products += ["--product", f"ag2trust-{delivery}", str(house.gateway), str(house.server.pid),
                         f"Bearer {environment['OPENAI_API_KEY']}", path]
        subprocess.run(
            [sys.executable, HERE / "compare.py", "--peers", given.peers, "--rounds", str(given.rounds),
             "--seconds", str(given.seconds), *products], check=True)
        starts = []
        agent = house.add_agent("starts", house.add_type("starts", provider, "gpt-4o-mini"))
        for _ in range(10):
            begun = time.monotonic()
            house.must(202, "POST", f"/api/agents/{agent}/start")
            while house.state(agent) != "running":
                time.sleep(0.002)
            starts.append((time.monotonic() - begun) * 1000)
            house.must(202, "POST", f"/api/agents/{agent}/stop")
            house.wait_state(agent, "stopped")
        print(f"agent start to running  {statistics.median(starts):8.0f} ms (median of {len(starts)})")
    finally:
        house.close()

    listening, idle = [], []
    for _ in range(5):
        house = House(tempfile.mkdtemp(prefix="ag2trust-bench-"))
        try:
            begun = time.monotonic()
            house.start_server()
            listening.append((time.monotonic() - begun) * 1000)
            time.sleep(2)
            idle.append(resident_mib(house.server.pid))
        finally:
            house.close()
    print(f"start to listening      {statistics.median(listening):8.0f} ms (median of {len(listening)}, first start)")
    print(f"idle memory             {statistics.median(idle):8.1f} MiB")


if __name__ == "__main__":
    main()
