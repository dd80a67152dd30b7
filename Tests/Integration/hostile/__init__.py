# SPDX-License-Identifier: Apache-2.0
"""A hostile agent: one program in one file, since no other file of these is within its reach, put together here."""

import pathlib

PARTS = ("base", "files", "processes", "network", "kernel", "main")
SOURCE = "\n".join((pathlib.Path(__file__).parent / f"{part}.py").read_text() for part in PARTS)


def names():
    """What it tries, by name."""
    program = {"__name__": "hostile.program"}
    exec(compile(SOURCE, "hostile", "exec"), program)
    return list(program["attempts"])
