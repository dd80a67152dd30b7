# SPDX-License-Identifier: Apache-2.0
"""AG2Trust's JSON API, spoken with nothing but Python's own library. Secrets travel in bodies and headers only."""

import json
import urllib.error
import urllib.request

# No proxy: everything that the demo talks to is on this machine.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Refused(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, body: dict):
        self.status = status
        self.body = body
        self.code = body.get("error_code", "")
        super().__init__(f"{status} {self.code}: {body.get('error', '')}")


class Interface:
    def __init__(self, origin: str, headers: dict[str, str] | None = None):
        self.origin = origin
        self.headers = headers or {}

    def call(self, method: str, path: str, body: dict | None = None, timeout: float = 90) -> dict:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.origin + path, data=data, method=method, headers=self.headers)
        if data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with OPENER.open(request, timeout=timeout) as response:
                return self.read(response.read())
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(error.code, self.read(error.read())) from None

    @staticmethod
    def read(data: bytes) -> dict:
        try:
            value = json.loads(data) if data else {}
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def items(self, path: str) -> list[dict]:
        found, cursor = [], None
        while True:
            page = self.call("GET", f"{path}?limit=200" + (f"&cursor={cursor}" if cursor else ""))
            found += page["items"]
            cursor = page.get("next_cursor")
            if not cursor:
                return found

    def answers(self, path: str) -> bool:
        try:
            self.call("GET", path, timeout=5)
        except (OSError, Refused):
            return False
        return True


def signed_in(origin: str, owner: dict) -> Interface:
    session = Interface(origin).call(
        "POST", "/api/session", {"email": owner["email"], "password": owner["password"]})
    return Interface(origin, {"Authorization": f"Bearer {session['token']}"})
