# SPDX-License-Identifier: Apache-2.0
"""The contract of the JSON APIs: a document that says what the server does."""

import copy
import json
import urllib.request

import pytest
from openapi_spec_validator import validate
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from contract import Contract


@pytest.fixture
def document(house):
    return json.loads(urllib.request.urlopen(f"http://127.0.0.1:{house.control}/openapi.json", timeout=10).read())


def test_the_document_is_valid_openapi(document):
    assert document["openapi"].startswith("3.1")
    validate(document)
    broken = copy.deepcopy(document)
    broken["paths"]["/api/agents"]["get"]["responses"]["200"].pop("description")
    with pytest.raises(OpenAPIValidationError):
        validate(broken)


def test_every_reference_leads_somewhere(document):
    def references(value):
        if isinstance(value, dict):
            if "$ref" in value:
                yield value["$ref"]
            for part in value.values():
                yield from references(part)
        elif isinstance(value, list):
            for part in value:
                yield from references(part)

    found = set(references(document))
    assert len(found) > 20
    for reference in found:
        _, place, kind, name = reference.split("/")
        assert name in document[place][kind], reference


def test_an_answer_that_breaks_the_contract_is_noticed(house, document):
    def check(change):
        contract = Contract(copy.deepcopy(document))
        change(contract.components["schemas"]["ProviderResponse"])
        answer = house.call("GET", f"/api/providers/{house.providers['openai']}")
        contract.check("GET", "/api/providers/x", answer.status, answer.headers, answer.body)
        return contract.checked

    assert check(lambda schema: None)
    for change in (
        lambda schema: schema["properties"].pop("name"),
        lambda schema: schema["required"].append("surprise"),
        lambda schema: schema["properties"].update(name={"type": "integer"}),
        lambda schema: schema["properties"]["id"].update(format="date-time"),
    ):
        with pytest.raises(AssertionError):
            check(change)
