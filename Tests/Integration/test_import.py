# SPDX-License-Identifier: Apache-2.0
"""`ag2trust import`: keys of files become providers, and are printed nowhere."""

import json
import os
import subprocess

from house import PROGRAMS


def run(house, *arguments, **variables):
    return subprocess.run(
        [PROGRAMS / "ag2trust", "import", *map(str, arguments)], cwd=house.folder, capture_output=True, timeout=60,
        env={"PATH": os.environ["PATH"], "HOME": str(house.folder), "AG2TRUST_API_KEY": house.session,
             "AG2TRUST_URL": f"http://127.0.0.1:{house.control}", **variables})


def names(house):
    return sorted(provider["name"] for provider in house.must(200, "GET", "/api/providers")["items"])


def test_keys_of_files_become_providers(fresh_house):
    house = fresh_house
    for dialect in ("openai", "anthropic"):
        house.start_simulator(dialect)
    house.start_server()
    house.set_up()
    house.add_provider("openai", name="openai")
    openai, anthropic = (f"http://127.0.0.1:{house.simulators[d][1]}" for d in ("openai", "anthropic"))
    wrong, other = "sk-planted-wrong-" + "0" * 30, "sk-planted-other-" + "0" * 30
    environment, table = house.folder / ".env", house.folder / "keys.csv"
    environment.write_bytes(
        f"# keys\r\nexport OPENAI_API_KEY=\"{house.keys['openai']}\"\r\nOPENAI_BASE_URL={openai}/v1\r\n"
        f"PROD_ANTHROPIC_API_KEY='{house.keys['anthropic']}'\r\nPROD_ANTHROPIC_BASE_URL={anthropic}".encode())
    table.write_text(f"name,type,api_key,base_url\nWrong,openai,{wrong},{openai}\n")
    config = house.folder / "config.yaml"
    config.write_text(
        "model_list:\n- model_name: fast\n  litellm_params:\n    model: openai/gpt-4o-mini\n"
        f"    api_key: os.environ/FAST_KEY\n    api_base: {openai}\ngeneral_settings:\n  master_key: {other}\n")
    before = {path: path.read_bytes() for path in (environment, table, config)}
    outputs = []

    planned = run(house, environment, table, config, FAST_KEY=house.keys["openai"])
    outputs.append(planned)
    assert planned.returncode == 0, planned.stderr
    shown = planned.stdout.decode()
    for word in ("openai-2", "prod-anthropic", "Wrong", f"{environment}:2", "general_settings.master_key",
                 "…" + house.keys["anthropic"][-4:]):
        assert word in shown, shown
    assert "may now be deleted" not in shown
    assert names(house) == ["openai"]

    applied = run(house, environment, table, config, "--apply", FAST_KEY=house.keys["openai"])
    outputs.append(applied)
    assert applied.returncode == 4, applied.stderr
    assert names(house) == ["openai", "openai-2", "prod-anthropic"]
    said = applied.stderr.decode()
    assert "PROVIDER_KEY_INVALID" in said and "holds the same key" in said
    (stored,) = [line for line in applied.stdout.decode().splitlines() if "may now be deleted" in line]
    assert str(environment) in stored

    again = run(house, table, "--apply", "--no-validate", "--json")
    outputs.append(again)
    assert again.returncode == 0, again.stderr
    report = json.loads(again.stdout)
    assert [provider["result"] for provider in report["providers"]] == ["made"]
    assert report["files_stored"] == [str(table)]
    assert "Wrong" in names(house)

    # Without the server a dry run says that it could not compare names.
    alone = run(house, environment, "--json", AG2TRUST_URL="http://127.0.0.1:1")
    outputs.append(alone)
    assert alone.returncode == 0 and json.loads(alone.stdout)["names_compared"] is False

    secret = [*house.keys.values(), wrong, other]
    for output in outputs:
        for key in secret:
            assert key.encode()[:-4] not in output.stdout + output.stderr
    assert {path: path.read_bytes() for path in before} == before
