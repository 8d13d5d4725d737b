"""Forms of an import's steps."""

from __future__ import annotations

import io
import re
from typing import IO, TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, FieldList, FileField, Form, FormField, HiddenField, SelectMultipleField
from wtforms.validators import ValidationError

from app.core.text import strip_control_characters, tidy_line
from app.imports.category_matching import NEW, SKIP, own_choice
from app.imports.messages import CHOICES, LABELS, ROLES
from app.imports.preview import Wishes
from app.imports.records import Answers, DateOrder, Role, Sign
from app.receipts.services import tidy_file_name
from app.web.extensions import settings
from app.web.form_fields import ChoiceField, NoteField, optional_int
from app.web.formatting import file_size
from app.web.forms import PostForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from werkzeug.datastructures import FileStorage
    from wtforms import Field

    from app.imports.category_matching import NameUse, Own
    from app.imports.records import Facts

QUESTIONS = ("date_order", "decimal_mark", "sign", "person", "whole_bill")
_CHANGEABLE = ("date_order", "decimal_mark", "sign")
_PLACE = re.compile(r"[0-9]{1,6}")
_DAYS = {Role.DATE, Role.VALUE_DATE}
_MONEY = {Role.AMOUNT, Role.DEBIT, Role.CREDIT}


class UploadedFileField(FileField):
    """One file of the request, None where none was chosen."""

    data: FileStorage | None

    def process_formdata(self, valuelist: Sequence[object]) -> None:  # noqa: ARG002
        """Take the file: browsers send a nameless one for "no file chosen"."""
        file = request.files.get(self.name)
        self.data = file if file and file.filename else None


class UploadForm(PostForm):
    """A file, or its text."""

    file = UploadedFileField(lazy_gettext("File"))
    text = NoteField(lazy_gettext("Or paste its text"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        most = settings().max_request_bytes
        message = gettext("This file is larger than the %(size)s that this server accepts.", size=file_size(most))
        self.file.render_kw = {"data-most-bytes": most, "data-too-large": message}

    def validate_file(self, field: Field) -> None:
        if field.data is None and not (self.text.raw_data and self.text.raw_data[0].strip()):
            raise ValidationError(gettext("Choose a file."))

    @property
    def stream(self) -> IO[bytes]:
        """The file, or the text as it was pasted: tidying would take tabs away."""
        if self.file.data is not None:
            return self.file.data.stream
        return io.BytesIO(str(self.text.raw_data[0] if self.text.raw_data else "").encode(errors="replace"))

    @property
    def file_name(self) -> str:
        name = tidy_file_name(self.file.data.filename or "") if self.file.data is not None else ""
        return name or gettext("Pasted text")


class ReadingForm(PostForm):
    """How a file is to be read: what it leaves open, what was guessed, and what its columns mean."""

    date_order = ChoiceField(LABELS["date_order"])
    decimal_mark = ChoiceField(LABELS["decimal_mark"])
    sign = ChoiceField(LABELS["sign"])
    person = ChoiceField(LABELS["person"])
    whole_bill = ChoiceField(LABELS["whole_bill"])
    roles = FieldList(ChoiceField(choices=[(role.value, name) for role, name in ROLES.items()]))
    look_again = BooleanField()

    def __init__(self, facts: Facts, answers: Answers, **kwargs: Any) -> None:
        roles = [column.role.value for column in facts.columns]
        super().__init__(data={**_values(facts, answers), "roles": roles}, **kwargs)
        self.facts = facts
        for name in QUESTIONS:
            choices = _offered(facts, name)
            if choices:
                self[name].choices = choices
            else:
                del self[name]

    @property
    def asked(self) -> list[Field]:
        """What the file leaves open."""
        names = {question.name for question in self.facts.questions}
        return [self[name] for name in QUESTIONS if name in names and name in self]

    @property
    def changeable(self) -> list[Field]:
        """What was guessed from a table of nobody known, and can be changed."""
        asked = {field.name for field in self.asked}
        return [self[name] for name in QUESTIONS if name in self and name not in asked]

    @property
    def answers(self) -> Answers:
        data = self.data
        roles = tuple(Role(role) for role in data["roles"])
        return Answers(
            date_order=DateOrder(data["date_order"]) if data.get("date_order") else None,
            decimal_mark=data.get("decimal_mark") or "",
            sign=Sign(data["sign"]) if data.get("sign") else None,
            roles=roles if len(roles) == len(self.facts.columns) else (),
            person=data.get("person") or "",
            whole_bill=data.get("whole_bill") == "yes",
        )

    def validate_roles(self, field: Field) -> None:
        """Require what every expense has.

        Raises:
            ValidationError: no column has it.
        """
        roles = {Role(role) for role in field.data if role in set(Role)}
        if self.facts.columns and not roles & _DAYS:
            raise ValidationError(gettext("Say which column has the date."))
        if self.facts.columns and not roles & _MONEY:
            raise ValidationError(gettext("Say which column has the amount."))


class _CategoryForm(Form):
    """A name of the file, and where it goes."""

    name = HiddenField()
    choice = ChoiceField()


class CategoriesForm(PostForm):
    """Where each category of a file goes."""

    categories = FieldList(FormField(_CategoryForm))

    def __init__(self, own: Sequence[Own], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.own = own
        self.row_counts: dict[str, int] = {}
        for entry in self.categories:
            self._offer(entry)

    def ask(self, uses: Sequence[NameUse], proposed: Mapping[str, str]) -> None:
        """Ask about these names; what was sent stays."""
        if not self.is_submitted():
            for use in uses:
                self._offer(self.categories.append_entry({"name": use.name, "choice": proposed[use.name]}))
        self.row_counts = {use.name: use.count for use in uses}

    @property
    def choices(self) -> dict[str, str]:
        return {tidy_name(entry.data["name"] or ""): entry.data["choice"] for entry in self.categories}

    def _offer(self, entry: Any) -> None:
        name = tidy_name(entry.form.name.data or "")
        new = gettext("New: %(name)s", name=name) if name else gettext("New: %(name)s", name=gettext("Other"))
        own = [(own_choice(category.id), category.name) for category in self.own]
        entry.form.choice.label.text = name or gettext("Without a category")
        entry.form.choice.choices = [(NEW, new), *own, (SKIP, gettext("Leave out"))]


class PlacesField(SelectMultipleField):
    """Numbers of rows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=optional_int, validate_choice=False, **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the numbers and ignore anything else."""
        self.data = [int(text) for text in valuelist if _PLACE.fullmatch(text)]


class PreviewForm(PostForm):
    """What comes in of the rows of a file."""

    refunds = BooleanField(lazy_gettext("Take money in as refunds"))
    again = BooleanField(lazy_gettext("Bring in what was left out before"))
    shown = PlacesField()
    ticked = PlacesField()

    @property
    def wishes(self) -> Wishes:
        return Wishes(
            refunds=self.refunds.data,
            again=self.again.data,
            shown=frozenset(self.shown.data or []),
            ticked=frozenset(self.ticked.data or []),
        )


def tidy_name(name: str) -> str:
    """Return the name of a category as readers return it."""
    return tidy_line(strip_control_characters(name))


def _offered(facts: Facts, name: str) -> list[tuple[str, object]]:
    """Return the possible answers: those of the question, or all of what was guessed and can be changed."""
    asked = next((question.choices for question in facts.questions if question.name == name), None)
    names = CHOICES.get(name, {})
    if asked is not None:
        return [(choice, names.get(choice, choice)) for choice in asked]
    return list(names.items()) if name in _CHANGEABLE and facts.columns and getattr(facts, name) else []


def _values(facts: Facts, answers: Answers) -> dict[str, str]:
    """Return what is chosen before anybody has answered: what was said, what was guessed, the best of a question."""
    said = {
        "date_order": answers.date_order or facts.date_order,
        "decimal_mark": answers.decimal_mark or facts.decimal_mark,
        "sign": answers.sign or facts.sign,
        "person": answers.person,
        "whole_bill": "yes" if answers.whole_bill else "",
    }
    best = {question.name: question.choices[0] for question in facts.questions if question.choices}
    return {name: str(value or best.get(name, "")) for name, value in said.items()}
