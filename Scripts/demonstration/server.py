# SPDX-License-Identifier: Apache-2.0
"""The demo's server: its start, and the way in as its owner."""

import os
import pathlib

import interface
import models
import place
import processes

OWNER = "owner@demo.example"


def start(binaries: pathlib.Path, ports: dict, origin: str, choice: models.Choice) -> str:
    """Starts it and returns what it printed. The providers' own variables stay out of its environment."""
    environment = {
        name: value for name, value in os.environ.items()
        if not name.startswith(("AG2TRUST_", "OPENAI_", "ANTHROPIC_")) and not name.endswith("_API_KEY")
    }
    environment |= {
        "AG2TRUST_DATA_DIR": str(place.DATA), "AG2TRUST_CONFIG_DIR": str(place.CONFIG),
        "AG2TRUST_CONTROL_PORT": str(ports["control"]), "AG2TRUST_GATEWAY_PORT": str(ports["gateway"]),
        "AG2TRUST_OPS_PORT": str(ports["ops"]),
    }
    if choice.allowed_host:
        environment["AG2TRUST_BASE_URL_HOSTS"] = choice.allowed_host
    server = processes.Stored("server")
    offset = server.start([str(binaries / "ag2trust"), "serve"], environment)
    caller = interface.Interface(origin)
    processes.wait_until(lambda: server.has_ended() or caller.answers("/healthz"), 60)
    if server.has_ended() or not caller.answers("/healthz"):
        raise SystemExit("the server does not answer")

    def printed() -> str:
        with server.log.open(errors="replace") as log:
            log.seek(offset)
            return log.read()

    # The last of what a start prints is where everything listens.
    processes.wait_until(lambda: "health and metrics" in printed(), 3)
    return printed()


def enter(origin: str, printed: str) -> interface.Interface:
    """Signs in; where there is no owner yet, makes organization and owner first."""
    owner = place.load("owner")
    if owner is not None:
        try:
            return interface.signed_in(origin, owner)
        except interface.Refused as refused:
            # An earlier setup never reached the database: the same owner is made now.
            if refused.code != "SETUP_REQUIRED":
                raise
    return set_up(origin, printed, owner or {"email": OWNER, "password": place.new_secret()})


def set_up(origin: str, printed: str, owner: dict) -> interface.Interface:
    """Makes organization and owner with the token that the server printed, and signs in."""
    token = setup_token(printed)
    # Kept first: an owner whose password is lost could never sign in. Where no answer comes, it stays kept, since
    # nobody knows whether the owner was made; the next time either sign-in or setup takes it.
    place.store("owner", owner)
    (place.HOME / "api-key").unlink(missing_ok=True)
    try:
        interface.Interface(origin).call(
            "POST", "/api/setup", {"token": token, "organization": "Demo", "name": "Demo Owner", **owner})
    except interface.Refused as refused:
        if refused.status < 500:
            (place.HOME / "owner.json").unlink()
        raise
    return interface.signed_in(origin, owner)


def setup_token(printed: str) -> str:
    lines = [line.strip() for line in printed.splitlines()]
    for number, line in enumerate(lines):
        if line.endswith("one-time token:"):
            return next(filter(None, lines[number + 1 :]), "")
    raise SystemExit("the server has an owner that this demo does not know: remove ./.demo and try again")
