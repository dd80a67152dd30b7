# SPDX-License-Identifier: Apache-2.0
"""The command line as operators and scripts meet it: statuses, JSON, completion, settings, and the check."""

import contextlib
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess

import pytest

from house import PROGRAMS, ROOT


def run(house, *arguments, **variables):
    return subprocess.run(
        [PROGRAMS / "ag2trust", *map(str, arguments)], cwd=house.folder, capture_output=True, timeout=60, text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(house.folder), "AG2TRUST_URL": f"http://127.0.0.1:{house.control}",
             **({"AG2TRUST_API_KEY": house.session} if house.session else {}), **variables})


def check(house, **variables):
    """`ag2trust check` with the house's settings: its status, and the results by what was looked at."""
    done = run(house, "check", "--json", **{
        "AG2TRUST_DATA_DIR": str(house.data), "AG2TRUST_CONFIG_DIR": str(house.config),
        "AG2TRUST_CONTROL_PORT": str(house.control), "AG2TRUST_GATEWAY_PORT": str(house.gateway),
        "AG2TRUST_OPS_PORT": str(house.ops), **variables})
    report = json.loads(done.stdout)
    found = {result["subject"]: result for result in report["checks"]}
    assert done.returncode == (1 if report["failed"] else 0)
    assert report["failed"] == sum(result["status"] == "failed" for result in report["checks"])
    assert all(result.get("fix") for result in report["checks"] if result["status"] != "ok")
    return done.returncode, found


def test_the_documented_statuses_are_those_of_the_program(house):
    stated = re.search(r"EXIT CODES:\n((?: +\d+  .+\n)+)", run(house, "--help").stdout).group(1)
    program = dict(re.findall(r"^ +(\d+)  (.+)$", stated, re.M))
    documented = dict(re.findall(r"^\| (\d+) \| (.+) \|$", (ROOT / "docs" / "command-line.md").read_text(), re.M))
    assert program == documented and len(program) >= 8


@pytest.mark.parametrize("status, arguments, variables", [
    (0, ["agent", "list"], {}),
    (2, ["agent", "list", "--no-such-option"], {}),
    (2, ["audit", "list", "--limit", "0"], {}),
    (3, ["agent", "show", "nobody"], {}),
    (4, ["provider", "delete", "openai-simulated", "--yes"], {}),
    (5, ["agent", "list"], {"AG2TRUST_API_KEY": "cust_" + "A" * 43}),
    (7, ["agent", "list"], {"AG2TRUST_URL": "http://127.0.0.1:1"}),
])
def test_statuses_say_what_went_wrong_also_as_json(house, status, arguments, variables):
    text = run(house, *arguments, **variables)
    assert text.returncode == status, text.stderr
    answer = run(house, *arguments, "--json", **variables)
    assert answer.returncode == status, answer.stderr
    if status == 0:
        assert json.loads(answer.stdout)["items"] and answer.stderr == ""
        return
    assert text.stderr.startswith("error: ") and answer.stdout == ""
    error = json.loads(answer.stderr)
    assert error["error"] and error["exit_status"] == status
    if status == 4:
        assert error["error_code"] == "PROVIDER_IN_USE" and error["details"]["agents"]


def test_settings_are_printed_with_their_origin(house):
    done = run(house, "config", "check", "--json", AG2TRUST_CONTROL_PROT="1", AG2TRUST_LOG_LEVEL="debug")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    level = next(s for s in report["settings"] if s["key"] == "log.level")
    assert (level["value"], level["origin"]) == ("debug", "environment")
    assert "AG2TRUST_CONTROL_PORT" in json.loads(done.stderr)["warning"]
    wrong = run(house, "config", "check", AG2TRUST_CONTROL_HOST="0.0.0.0")
    assert wrong.returncode == 1 and "loopback" in wrong.stderr and "control.port" in wrong.stdout


def test_the_check_before_the_first_start_during_it_and_after_trouble(fresh_house):
    house = fresh_house
    status, found = check(house)
    assert status == 0, found
    assert "free" in found["control port"]["found"] and "first start" in found["master key"]["found"]
    assert not house.data.exists() and not house.config.exists()

    with socket.create_server(("127.0.0.1", house.gateway)):
        status, found = check(house)
        assert status == 1 and found["gateway port"]["status"] == "failed"
        assert "AG2TRUST_GATEWAY_PORT" in found["gateway port"]["fix"]

    house.start_server()
    status, found = check(house)
    assert status == 0, found
    for name in ("control port", "gateway port", "ops port"):
        assert "our server's" in found[name]["found"]
    assert "opens what is stored" in found["key service"]["found"]
    assert found["database"]["found"] == "whole, and of this version"
    house.kill_server()

    status, found = check(house, AG2TRUST_CONTROL_HOST="0.0.0.0")
    assert status == 1 and found["configuration"]["status"] == "failed"
    status, found = check(house, AG2TRUST_PROGRAMS_DIR=str(house.folder))
    assert status == 1 and found["launcher"]["status"] == found["agent program"]["status"] == "failed"

    key = house.config / "master.key"
    key.chmod(0o640)
    status, found = check(house)
    assert status == 1 and "chmod 600" in found["master key"]["fix"]
    key.chmod(0o600)
    inside = house.data / "config"
    shutil.copytree(house.config, inside)
    status, found = check(house, AG2TRUST_CONFIG_DIR=str(inside))
    assert status == 1 and "inside the data directory" in found["master key"]["found"]
    shutil.rmtree(inside)

    # Another installation's key: right in itself, and of no use here.
    other = type(house)(house.folder / "other")
    other.start_server()
    other.kill_server()
    mine = key.read_bytes()
    key.write_bytes((other.config / "master.key").read_bytes())
    status, found = check(house)
    assert status == 1 and "another installation" in found["key service"]["found"]
    key.unlink()
    status, found = check(house)
    assert status == 1 and "missing" in found["master key"]["found"]
    key.write_bytes(mine)
    key.chmod(0o600)
    assert check(house)[0] == 0

    house.data.chmod(0o755)
    status, found = check(house)
    assert status == 1 and "chmod 711" in found["data directory"]["fix"]
    house.data.chmod(0o700)
    database = house.data / "ag2trust.db"
    # What was written last lies in the log beside it, from where it would be read in place of the damage.
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = database.read_bytes()
    database.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))
    status, found = check(house)
    assert status == 1 and found["database"]["status"] == "failed"


def complete(house, line):
    """What bash itself offers for a line that ends at the cursor."""
    script = run(house, "completion", "bash").stdout
    environment = {"PATH": f"{PROGRAMS}:{os.environ['PATH']}", "HOME": str(house.folder), "TERM": "dumb",
                   "AG2TRUST_URL": f"http://127.0.0.1:{house.control}", "AG2TRUST_API_KEY": house.session}
    path = house.folder / "completion.bash"
    path.write_text(script)
    words = line.split(" ")
    command = ["bash", "--norc", "-c", f"source {path}; COMP_LINE='{line}'; COMP_POINT=${{#COMP_LINE}}; "
               f"COMP_WORDS=({' '.join(repr(word) for word in words)}); COMP_CWORD={len(words) - 1}; "
               "$(complete -p ag2trust | sed 's/.*-F \\([^ ]*\\).*/\\1/') ag2trust; printf '%s\\n' \"${COMPREPLY[@]}\""]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)
    return [entry.strip() for entry in done.stdout.splitlines()]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script(house, shell):
    done = run(house, "completion", shell)
    assert done.returncode == 0 and "---completion agent start" in done.stdout
    if shutil.which(shell):
        checked = subprocess.run([shell, "-n"], input=done.stdout, capture_output=True, text=True, timeout=30)
        assert checked.returncode == 0, checked.stderr


def test_the_shell_completes_commands_and_names(house):
    assert "verify" in complete(house, "ag2trust audit ")
    names = complete(house, "ag2trust agent start openai-")
    assert {"openai-env", "openai-leased"} <= set(names) and "anthropic-env" not in names
    assert "openai-simulated" in complete(house, "ag2trust provider test ")


def test_without_a_server_completion_is_quiet(house):
    done = run(house, "---completion", "agent", "show", "--", "positional@0", "3", "0", "ag2trust", "agent", "show", "",
               AG2TRUST_URL="http://127.0.0.1:1")
    assert done.stdout.strip() == "" and done.stderr == ""
