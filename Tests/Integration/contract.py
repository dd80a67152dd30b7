# SPDX-License-Identifier: Apache-2.0
"""Holds answers of the server against its own contract."""

import copy
import json
import re

from jsonschema import Draft202012Validator


class Contract:
    """The document of /openapi.json, ready to check answers with."""

    def __init__(self, document):
        self.document = document
        closed = copy.deepcopy(document)
        # Clients are to bear new fields; the tests are not: what is not in the document must not be in an answer.
        for schema in closed["components"]["schemas"].values():
            if "properties" in schema:
                schema.setdefault("additionalProperties", False)
        self.routes = []
        for path, operations in closed["paths"].items():
            pattern = re.compile("^" + re.sub(r"\\?\{\w+\\?\}", "[^/]+", re.escape(path)) + "$")
            self.routes.append((path.count("{"), pattern, path, operations))
        # What is spelled out wins over what a parameter stands for.
        self.routes.sort(key=lambda route: route[0])
        self.components = closed["components"]
        self.checked = set()

    def find(self, method, path):
        path = path.split("?")[0]
        for _, pattern, name, operations in self.routes:
            if pattern.match(path) and method.lower() in operations:
                return name, operations[method.lower()]
        return None, None

    def check(self, method, path, status, headers, body):
        """Fails where an answer of the API is not as the contract says."""
        name, operation = self.find(method, path)
        if operation is None or status in (404, 405, 421) and str(status) not in operation["responses"]:
            return
        where = f"{method} {name} {status}"
        assert str(status) in operation["responses"], f"{where}: not in the contract: {body[:300]!r}"
        response = operation["responses"][str(status)]
        assert headers.get("X-Request-ID"), f"{where}: no X-Request-ID"
        contents = response.get("content", {})
        if not contents:
            assert not body, f"{where}: a body that the contract does not have"
            return
        media = (headers.get("Content-Type") or "").split(";")[0].strip()
        assert media in contents, f"{where}: {media} is not in the contract"
        if media == "application/json":
            schema = {**contents[media]["schema"], "components": self.components}
            checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
            errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in checker.iter_errors(json.loads(body))]
            assert not errors, f"{where}: {errors}"
        self.checked.add(where)
