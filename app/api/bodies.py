"""What a program sends: JSON, a form, or a file by itself."""

from __future__ import annotations

import hashlib
import io
import json
from itertools import chain
from typing import TYPE_CHECKING, Any

from flask import abort, request
from flask_babel import gettext
from werkzeug.datastructures import FileStorage, MultiDict

from app.core.text import strip_control_characters
from app.web.localization import money_format
from app.web.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flask import Response

MAX_JSON_BYTES = 64 * 1024  # the longest note has 2,000 characters
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data", ""}
_NAME_OF_BODY = "receipt"
_LONGEST_NAME = 50  # characters of an unknown field that the answer repeats


class _Number(str):
    """A number as it stands in JSON: `12.50` is not rounded by a float."""

    __slots__ = ()


def limit_size(max_upload_bytes: int) -> None:
    """Let a body that is no form be refused with 413 when it is read, if it is too large: it is kept in memory."""
    if request.is_json:
        request.max_content_length = MAX_JSON_BYTES
    elif request.mimetype not in _FORMS:
        request.max_content_length = max_upload_bytes


def unknown_names(sent: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Return a message for each name that is not known: with a slip of the finger in it, a field would be lost."""
    names = sorted(known)
    text = gettext("There is no such field. There are: %(names)s.", names=", ".join(names))
    return {strip_control_characters(name)[:_LONGEST_NAME]: text for name in sent if name not in names}


def read_fields(known: Iterable[str]) -> MultiDict[str, str]:
    """Return the fields of the body, or answer the request where it has none or unknown ones."""
    sent = _read_json() if request.is_json else _read_form()
    if wrong := unknown_names(sent, known):
        abort(wrong_fields(wrong))
    return MultiDict({name: _write(name, value) for name, value in sent.items() if value is not None})


def sent_files() -> list[FileStorage]:
    """Return all files of a form, whatever their fields are called, or the body that is a file itself."""
    if request.mimetype in _FORMS or request.is_json:
        return [file for file in _files_of_form() if file.filename]
    body = request.get_data()
    return [FileStorage(io.BytesIO(body), _NAME_OF_BODY)] if body else []


def fingerprint() -> str:
    """Return the SHA-256 of what was sent where; two forms with the same fields and files have the same one."""
    digest = hashlib.sha256(request.path.encode())
    for name, value in sorted(request.form.items(multi=True)):
        digest.update(repr((name, value)).encode())
    for file in _files_of_form():
        file.stream.seek(0)
        digest.update(hashlib.file_digest(file.stream, "sha256").digest())  # type: ignore[arg-type]
        file.stream.seek(0)
    if request.mimetype not in _FORMS:
        digest.update(request.get_data())
    return digest.hexdigest()


def wrong_fields(errors: Mapping[str, str]) -> Response:
    """Return the answer that names what is wrong, field by field."""
    return problem(400, gettext("This was not saved"), " ".join(errors.values()), errors=errors)


def _files_of_form() -> Iterator[FileStorage]:
    return chain.from_iterable(request.files.listvalues())


def _read_json() -> dict[str, Any]:
    try:
        content = json.loads(request.get_data(), parse_int=_Number, parse_float=_Number)
    except (ValueError, RecursionError):  # thousands of brackets are too deep to read
        abort(problem(400, gettext("This was not saved"), gettext("What you sent is not JSON.")))
    if not isinstance(content, dict):
        abort(problem(400, gettext("This was not saved"), gettext("Send an object with fields, in braces.")))
    return content


def _read_form() -> dict[str, Any]:
    if request.mimetype not in _FORMS:
        abort(problem(415, gettext("This was not saved"), gettext("Send JSON or a form.")))
    return request.form.to_dict()


def _write(name: str, value: object) -> str:
    """Return a value as a person would type it, or answer the request where it is neither a text nor a number."""
    if isinstance(value, _Number) and name == "amount":
        return value.replace(".", money_format().decimal_mark)
    if not isinstance(value, str):
        abort(wrong_fields({name: gettext("Send this as a text.")}))
    return value
