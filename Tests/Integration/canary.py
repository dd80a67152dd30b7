# SPDX-License-Identifier: Apache-2.0
"""Looks for a planted secret in bytes, in the ways in which secrets leak."""

import base64
import urllib.parse

WINDOW = 12


def forms(secret):
    """The secret as it is, encoded, reversed, and every 12-byte window of it."""
    raw = secret.encode()
    found = {"raw": raw, "reversed": raw[::-1], "hex": raw.hex().encode(), "HEX": raw.hex().upper().encode(),
             "url": urllib.parse.quote(secret, safe="").encode()}
    for offset in range(3):
        # Wherever it starts within other text, its base64 has one of three forms; the ends depend on the neighbours.
        for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
            found[f"{name}+{offset}"] = encode(b"\0" * offset + raw)[4 if offset else 0:-4]
    # The prefix is a word of ours that logs and pages may well contain; the random part is what must not.
    random_part = raw.split(b"canary-", 1)[1]
    for start in range(len(random_part) - WINDOW + 1):
        found[f"window {start}"] = random_part[start:start + WINDOW]
    return found


def leaks(secret, places):
    """`(place, form)` for every place, a pair of name and bytes, in which a form of the secret occurs."""
    wanted = forms(secret)
    return [(name, form) for name, content in places for form, needle in wanted.items() if needle in content]
