"""Forms of expenses."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from app.core.text import tidy_line
from app.expenses.suggested import usual_category_id
from app.models import Expense
from app.models.expense import MERCHANT_MAX_LENGTH, NOTE_MAX_LENGTH
from app.receipts.forms import ReceiptsField, WaitingReceiptsField
from app.web.form_fields import AmountField, ChoiceField, DayField, NoteField, NumbersField, TextField, optional_int
from app.web.formatting import amount, day
from app.web.forms import KeyedForm
from app.web.localization import money_format
from app.web.validators import Required, max_length

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.expenses.queries import MerchantSuggestion
    from app.expenses.suggested import Suggested
    from app.models import Category


_SHORT_NOTE = 80  # characters of a note in a message
_OTHER_DAY = "other"
_TILES = 8  # categories in sight: two rows on a phone, with "More" as the last one where there are others


@dataclass(frozen=True)
class ExpenseChoices:
    """What the form of an expense offers."""

    today: dt.date
    categories: Sequence[Category]


class NearDayField(DayField):
    """A day that is chosen as today or yesterday, or typed as another one.

    `day` has the date of the chosen one, which stays right after midnight. Without it, or where it says "other", this
    field has the date.
    """

    def process(self, formdata: Any, *arguments: Any, **options: Any) -> None:
        chosen = formdata.get("day", _OTHER_DAY) if formdata else _OTHER_DAY
        values = formdata if chosen == _OTHER_DAY else MultiDict({self.name: chosen})
        super().process(values, *arguments, **options)


class ExpenseForm(KeyedForm):
    """An expense. Archived categories are offered only to an expense that has one."""

    amount = AmountField(
        lazy_gettext("Amount"),
        validators=[Required()],
        description=lazy_gettext("12+3 adds up, −5 is a refund"),  # noqa: RUF001
    )
    merchant = TextField(lazy_gettext("Merchant"), validators=[max_length(MERCHANT_MAX_LENGTH)])
    category_id = ChoiceField(
        lazy_gettext("Category"),
        coerce=optional_int,
        validators=[Required()],
        invalid_message=lazy_gettext("Choose a category."),
    )
    spent_on = NearDayField(lazy_gettext("Date"), validators=[Required()])
    receipts = ReceiptsField(lazy_gettext("Receipt photos"))
    waiting = WaitingReceiptsField(lazy_gettext("Waiting photos"))
    note = NoteField(lazy_gettext("Note"), validators=[max_length(NOTE_MAX_LENGTH)])
    told_apart = NumbersField()  # of expenses that look like this one, but are others
    twins = NumbersField()  # of waiting receipts that look like one of this expense, but are others
    seen = HiddenField()  # `state` when the form was opened

    def __init__(self, expense: Expense, choices: ExpenseChoices, *, waiting_ids: Sequence[int] = ()) -> None:
        self.expense = expense
        self.stored = _form_data(expense, choices.today)
        super().__init__(data={**self.stored, "waiting": list(waiting_ids)})
        self.offered = [item for item in choices.categories if not item.is_archived or _has(expense, item)]
        self.in_sight: Sequence[Category] = self.offered
        self.merchants: Sequence[MerchantSuggestion] = ()
        self.suggested: Suggested | None = None  # by a receipt that waits for this expense
        self._today = choices.today
        self.category_id.choices = [("", ""), *((item.id, item.name) for item in self.offered)]

    def suggest(self, frequent: Sequence[Category], merchants: Iterable[MerchantSuggestion]) -> None:
        """Choose the categories in sight, and set the known merchants, without those whose category is not offered.

        The most used come first, then the oldest: those of a new account are made in the order of their use.
        """
        used = [item for item in frequent if item in self.offered]
        others = sorted((item for item in self.offered if item not in used), key=lambda item: item.id)
        count = _TILES if len(self.offered) <= _TILES else _TILES - 1
        self.in_sight = [*used, *others][:count]
        offered_ids = {item.id for item in self.offered}
        self.merchants = [item for item in merchants if item.category_id in offered_ids]

    @property
    def out_of_sight(self) -> list[Category]:
        """The other categories, by name."""
        return [item for item in self.offered if item not in self.in_sight]

    @property
    def usual_category_id(self) -> int | None:
        """The category last used at a merchant that the receipt suggests."""
        return usual_category_id(self) if self.suggested and self.suggested.merchant else None

    @property
    def near_days(self) -> list[tuple[dt.date, str]]:
        """The days that have a name."""
        return [(self._today, gettext("Today")), (self._today - dt.timedelta(days=1), gettext("Yesterday"))]

    @property
    def money(self) -> dict[str, Any]:
        """How amounts are written, for the script that reads them."""
        return asdict(money_format())

    @property
    def category_name(self) -> str:
        return str(dict(self.category_id.choices)[self.category_id.data])  # type: ignore[arg-type]

    @property
    def state(self) -> str:
        """The version of the stored expense, empty if it is in the trash."""
        return "" if self.expense.deleted_at else str(self.expense.version)

    @property
    def differing(self) -> list[str]:
        """The names of the fields whose value differs from the stored expense."""
        return [name for name, stored in self.stored.items() if (self[name].data or "") != stored]

    @property
    def changes_nothing(self) -> bool:
        return not self.differing

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse to overwrite a change by another tab or device that the user has not seen."""
        is_valid: bool = super().validate(extra_validators)
        if not self.seen.data or self.state in {"", self.seen.data} or self.changes_nothing:
            return is_valid
        self.form_errors.append(
            gettext(
                "Since you opened this form, it was changed elsewhere. It now has: %(values)s. "
                "Save again to replace that.",
                values="; ".join(map(self._write_stored, self.differing)),
            )
        )
        return False

    def _write_stored(self, name: str) -> str:
        """Return the stored value of a field with its label: `Note: call the bank`."""
        texts = {
            **self.stored,
            "amount": amount(self.expense.amount_cents),
            "category_id": self.expense.category.name,
            "spent_on": day(self.expense.spent_on),
            "note": _shorten(self.expense.note),
        }
        text = texts[name] or gettext("empty")
        return f"{self[name].label.text}: {text}"

    @property
    def stored_values(self) -> dict[str, str]:
        """The stored amount and category, for a message."""
        return {"amount": amount(self.expense.amount_cents), "category": self.expense.category.name}

    @property
    def has_note(self) -> bool:
        """Whether the note has a text or an error, so that its part of the form is open."""
        return bool(self.note.data or self.note.errors)


class NewExpenseForm(ExpenseForm):
    """A new expense, or the one that this form has saved before, so that sending it twice saves once.

    If that one is in the trash, a new expense is saved.
    """

    state = ""

    def __init__(self, expense: Expense, choices: ExpenseChoices, *, waiting_ids: Sequence[int] = ()) -> None:
        is_in_trash = expense.deleted_at is not None
        super().__init__(Expense() if is_in_trash else expense, choices, waiting_ids=waiting_ids)
        if is_in_trash:
            self.key.renew()

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask before a form that was saved adds another expense: the user may want to change the first one."""
        is_valid = super().validate(extra_validators)
        if self.expense.id is None or self.changes_nothing:
            return is_valid
        self.form_errors.append(
            gettext(
                "You have saved this form already: %(amount)s in %(category)s. Save again to add one more expense.",
                **self.stored_values,
            )
        )
        self.key.renew()
        return False


def _form_data(expense: Expense, today: dt.date) -> dict[str, object]:
    return {
        "amount": expense.amount_cents,
        "category_id": expense.category_id,
        "spent_on": expense.spent_on or today,
        "merchant": expense.merchant or "",
        "note": expense.note or "",
    }


def _shorten(note: str) -> str:
    line = tidy_line(note)
    return line if len(line) <= _SHORT_NOTE else f"{line[: _SHORT_NOTE - 1].rstrip()}…"


def _has(expense: Expense, category: Category) -> bool:
    """Tell whether a stored expense is in the category."""
    return expense.id is not None and expense.category_id == category.id
