# SPDX-License-Identifier: Apache-2.0
"""Leads schemathesis to where something is: loaded by it, through SCHEMATHESIS_HOOKS."""

import json
import os

import schemathesis

# Ids of things that are there, by the beginning of the path that takes them.
THINGS = json.loads(os.environ.get("CONTRACT_THINGS", "{}"))


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Reading and changing mostly meets something; what takes it away never does."""
    operation = context.operation
    if path_parameters and "id" in path_parameters and operation.method.upper() in ("GET", "PATCH"):
        for beginning, thing in THINGS.items():
            if operation.path.startswith(beginning):
                return {**path_parameters, "id": thing}
    return path_parameters


@schemathesis.hook
def map_body(context, body):
    """No key is tried at a provider of the real world."""
    if context.operation.path == "/api/providers" and isinstance(body, dict) and body.get("validate") in (None, True):
        return {**body, "validate": False}
    return body


@schemathesis.check
def no_server_error(ctx, response, case):
    """What is 5xx is somebody else's fault, said in a code of its own; ours is never."""
    if response.status_code < 500:
        return
    code = json.loads(response.content).get("error_code")
    if code not in ("NO_AGENT_AVAILABLE", "AGENT_FAILED", "AGENT_TIMEOUT", "PROVIDER_UNREACHABLE", "PROVIDER_FAILED"):
        raise AssertionError(f"{response.status_code} {code}")
