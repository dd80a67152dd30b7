# SPDX-License-Identifier: Apache-2.0
"""What the demo prints: numbered steps, facts, and text of others with its control characters taken out."""

import os
import sys

COLOURED = sys.stdout.isatty() and "NO_COLOR" not in os.environ


def paint(text: str, code: str) -> str:
    return f"\033[{code}m{text}\033[0m" if COLOURED else text


def step(number: int | str, text: str) -> None:
    print(f"\n{paint(f'{number}.', '1;36')} {paint(text, '1')}", flush=True)


def say(text: str = "") -> None:
    print(f"   {text}" if text else "", flush=True)


def fact(name: str, value: object) -> None:
    print(f"   {paint(f'{name:<24}', '2')} {value}", flush=True)


def warn(text: str) -> None:
    print(f"   {paint(text, '33')}", flush=True)


def plain(text: str) -> str:
    """Text that came from elsewhere, safe to print."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def block(text: str) -> None:
    for line in plain(text).strip().splitlines() or [""]:
        print(f"   {paint('|', '2')} {line}", flush=True)


if __name__ == "__main__" and sys.argv[1:2] == ["step"]:
    step(sys.argv[2], sys.argv[3])
