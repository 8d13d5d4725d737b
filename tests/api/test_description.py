from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.api import forms
from tests.support.factories import upload
from tests.support.programs import errors_of

if TYPE_CHECKING:
    from flask import Flask

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory
    from tests.support.programs import Program

API: dict[str, Any] = json.loads((Path(forms.__file__).parent / "openapi.json").read_text(encoding="utf-8"))
OPERATIONS = {(method, path): item for path, methods in API["paths"].items() for method, item in methods.items()}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def resolve(part: Any) -> Any:
    """Return a part of the description with what it refers to in place."""
    if isinstance(part, list):
        return [resolve(item) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        found: Any = API
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        return resolve(found)
    return {name: resolve(item) for name, item in part.items()}


def names_of(content: Any) -> Any:
    """Return the names of what an answer has, without its values."""
    if isinstance(content, list):
        return [names_of(item) for item in content[:1]]
    return {name: names_of(item) for name, item in content.items()} if isinstance(content, dict) else None


def names_in(schema: dict[str, Any]) -> Any:
    if schema["type"] == "array":
        return [names_in(schema["items"])]
    if schema["type"] != "object":
        return None
    assert schema["required"] == [*schema["properties"]]
    return {name: names_in(item) for name, item in schema["properties"].items()}


def test_it_has_every_route_and_no_other(app: Flask) -> None:
    routes = {
        (method.lower(), PARAMETER.sub(r"{\1}", rule.rule.removeprefix("/api/v1")))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == OPERATIONS.keys()


def test_everything_that_it_refers_to_is_there() -> None:
    assert resolve(API)["info"]["title"] == "Potrošnja"


def test_each_operation_has_a_name_of_its_own() -> None:
    assert len({item["operationId"] for item in OPERATIONS.values()}) == len(OPERATIONS)


def test_it_names_every_filter(program: Program) -> None:
    (text,) = errors_of(program.get("/expenses?x=1")).values()
    named = {item["name"] for item in OPERATIONS["get", "/expenses"]["parameters"]}
    assert named == set(text.removeprefix("There is no such field. There are: ").rstrip(".").split(", "))


def test_it_names_the_fields_of_an_expense() -> None:
    schemas = resolve(API["components"]["schemas"])
    names = {name for name in vars(forms.ArrivalForm) if hasattr(getattr(forms.ArrivalForm, name), "field_class")}
    assert set(schemas["ArrivalWithReceipts"]["properties"]) == names
    assert set(schemas["Arrival"]["properties"]) == names - {"receipts"}


def test_guests_may_read_it(guest: Client) -> None:
    response = guest.get("/api/v1/openapi.json")
    assert (response.status_code, response.mimetype, response.get_json()) == (200, "application/json", API)


@pytest.mark.usefixtures("clock")
def test_every_answer_is_as_it_says(program: Program, make: Factory, alice: User) -> None:
    category = make.category(alice, "Food")
    expense = make.expense(alice, category_id=category.id)
    make.limit(alice)
    values = {"expense_id": expense.id, "month": "2026-11"}
    for (method, path), operation in OPERATIONS.items():
        if path == "/openapi.json":
            continue
        sent = {"data": {"amount": "5", "category": "Food"} if path == "/expenses" else {"receipts": upload()}}
        url = path.format_map(values)
        response = program.post(url, **sent) if method == "post" else program.get(url)
        described = operation["responses"][str(response.status_code)]
        schema = resolve(described["content"][response.mimetype]["schema"])
        assert names_of(response.get_json()) == names_in(schema), (method, path)


def test_every_error_is_as_it_says(program: Program) -> None:
    for response in (program.post("/expenses", {}), program.get("/expenses/1"), program.get("/expenses?x=1")):
        problem = response.get_json(force=True)
        assert problem.keys() <= API["components"]["schemas"]["Problem"]["properties"].keys()
        assert problem.keys() >= set(API["components"]["schemas"]["Problem"]["required"])
