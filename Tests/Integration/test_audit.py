# SPDX-License-Identifier: Apache-2.0
"""The audit log over the command line: listed, exported, verified, and tampered with."""

import csv
import io
import json
import os
import sqlite3
import subprocess

from house import PROGRAMS


def run(house, *arguments, **variables):
    return subprocess.run(
        [PROGRAMS / "ag2trust", "audit", *arguments], cwd=house.folder, capture_output=True, timeout=60, text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(house.folder), "AG2TRUST_API_KEY": house.session,
             "AG2TRUST_URL": f"http://127.0.0.1:{house.control}", "AG2TRUST_DATA_DIR": str(house.data), **variables})


def test_the_log_is_listed_exported_and_verified(fresh_house):
    house = fresh_house
    house.start_simulator("openai")
    house.start_server()
    house.set_up()
    provider = house.add_provider("openai")

    listed = run(house, "list", "--action", "provider")
    assert listed.returncode == 0, listed.stderr
    assert "provider.create" in listed.stdout and "openai-simulated" in listed.stdout and "succeeded" in listed.stdout
    found = json.loads(run(house, "list", "--subject", f"provider:{provider}", "--json").stdout)
    assert [item["action"] for item in found["items"]] == ["provider.create"]
    assert run(house, "list", "--actor", "agent").stdout == ""
    assert len(json.loads(run(house, "list", "--limit", "2", "--json").stdout)["items"]) == 2

    rows = list(csv.DictReader(io.StringIO(run(house, "export").stdout, newline="")))
    assert {row["action"] for row in rows} >= {"provider.create", "session.create", "audit.export"}
    assert house.keys["openai"] not in str(rows)
    assert len(json.loads(run(house, "export", "--json").stdout)) == len(rows) + 2

    # Beside the running server, and without it.
    beside = run(house, "verify", "--json")
    assert beside.returncode == 0, beside.stderr
    house.kill_server()
    alone = run(house, "verify", "--json")
    assert json.loads(alone.stdout) == json.loads(beside.stdout)
    head = json.loads(alone.stdout)
    assert f"Head {head['rows']} {head['head_hash']}" in run(house, "verify").stdout

    database = sqlite3.connect(house.data / "ag2trust.db")
    database.execute("DROP TRIGGER audit_is_never_changed")
    victim = int(rows[0]["sequence"]) + 1
    database.execute("UPDATE audit SET actor = 'system:nobody' WHERE sequence = ?", (victim,))
    database.commit()
    database.close()
    broken = run(house, "verify")
    assert broken.returncode == 1 and f"row {victim}" in broken.stderr and broken.stdout == ""
    missing = run(house, "verify", AG2TRUST_DATA_DIR=str(house.folder / "nowhere"))
    assert missing.returncode == 1 and not (house.folder / "nowhere").exists()
