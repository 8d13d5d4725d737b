"""A program that speaks to the API with a token, and reads what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

# The texts of tokens that tests give to people.
TOKEN = f"potrosnja_{'a' * 43}"
OTHER_TOKEN = f"potrosnja_{'c' * 43}"


@dataclass(frozen=True)
class Program:
    """A phone or a script; it has no cookies."""

    client: FlaskClient
    token: str = TOKEN

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self._headers(options), **options)

    def post(self, path: str, content: object = None, **options: Any) -> TestResponse:
        """Send content as JSON, or what the options say."""
        body = {} if content is None else {"json": content}
        return self.client.post(f"/api/v1{path}", headers=self._headers(options), **body, **options)

    def read(self, path: str) -> dict[str, Any]:
        response = self.get(path)
        assert response.status_code == 200, response.text
        content: dict[str, Any] = response.get_json()
        return content

    def _headers(self, options: dict[str, Any]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}


def errors_of(response: TestResponse) -> dict[str, str]:
    """Return the messages of an error, by field."""
    assert response.mimetype == "application/problem+json", response.text
    return {item["field"]: item["message"] for item in response.get_json(force=True).get("errors", [])}
