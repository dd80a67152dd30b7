# SPDX-License-Identifier: Apache-2.0
"""Where the demo keeps what it makes: everything under ./.demo/, readable by its owner only."""

import json
import os
import pathlib
import secrets

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOME = ROOT / ".demo"
DATA, CONFIG, LOGS, RUN = HOME / "data", HOME / "config", HOME / "logs", HOME / "run"


def make_folders() -> None:
    for folder in (HOME, DATA, CONFIG, LOGS, RUN):
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)


def write_private(path: pathlib.Path, text: str) -> None:
    """Writes a file that nobody else can read, whole or not at all."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    temporary.replace(path)


def load(name: str) -> dict | None:
    path = HOME / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else None


def store(name: str, value: dict) -> None:
    write_private(HOME / f"{name}.json", json.dumps(value, indent=2) + "\n")


def mark_complete() -> None:
    """Says that the demo that runs came to its end."""
    write_private(RUN / "complete", "")


def is_complete() -> bool:
    return (RUN / "complete").exists()


def clear_complete() -> None:
    (RUN / "complete").unlink(missing_ok=True)


def new_secret(prefix: str = "") -> str:
    return prefix + secrets.token_urlsafe(24)
