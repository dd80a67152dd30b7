#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the licences of everything that the programs contain, from the sources that they were built of.

notices.py CHECKOUTS RESOLVED
"""

import json
import pathlib
import sys

#: What does not come as a Swift package: (what, where its licence lies on the machine that builds).
BESIDE = [
    ("The Inter typeface (share of the dashboard)", "/usr/share/doc/fonts-inter-variable/copyright"),
    ("The GNU C Library (inside ag2trust-launch, which is linked statically)", "/usr/share/doc/libc6-dev/copyright"),
]
HTMX = """Zero-Clause BSD. Permission to use, copy, modify, and/or distribute this software for any purpose with or without
fee is hereby granted. The software is provided "as is" and the author disclaims all warranties."""
SWIFT = """Apache License 2.0 with Runtime Library Exception: see https://swift.org/LICENSE.txt. Copyright Apple Inc. and
the Swift project authors. Its Foundation contains ICU (Unicode License), libxml2 and zlib."""


def section(title: str, text: str) -> None:
    print(f"{'=' * 100}\n{title}\n{'=' * 100}\n\n{text.strip()}\n")


def main() -> int:
    checkouts, resolved = map(pathlib.Path, sys.argv[1:])
    pins = {pin["identity"]: pin for pin in json.loads(resolved.read_text())["pins"]}
    print("AG2Trust contains the following, each under its own licence.\n")
    missing = []
    for identity, pin in sorted(pins.items()):
        folder = checkouts / pathlib.PurePosixPath(pin["location"]).name.removesuffix(".git")
        texts = [path.read_text() for name in ("LICENSE*", "NOTICE*") for path in sorted(folder.glob(name))]
        if not texts:
            missing.append(identity)
            continue
        section(f"{folder.name} {pin['state'].get('version', '')}  {pin['location']}", "\n\n".join(texts))
    section("The Swift runtime and standard library", SWIFT)
    section("htmx (share of the dashboard)", HTMX)
    for title, path in BESIDE:
        if not pathlib.Path(path).exists():
            missing.append(path)
            continue
        section(title, pathlib.Path(path).read_text())
    for name in missing:
        print(f"notices: no licence found of {name}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
