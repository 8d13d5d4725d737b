"""The form in which a recurring payment is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import StringField
from wtforms.validators import ValidationError

from app.forms import PostForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wtforms import Field

    from app.recurring.detection import Recurring


class DecisionForm(PostForm):
    """One of the recurring payments that were found, as a page offers them."""

    merchant_key = StringField()
    rhythm = StringField()

    def __init__(self, found: Iterable[Recurring]) -> None:
        super().__init__()
        self._offered = {(payment.merchant_key, str(payment.rhythm)): payment for payment in found}

    def validate_rhythm(self, field: Field) -> None:
        """Refuse what was not found, so that nothing else can be decided about."""
        if (self.merchant_key.data, field.data) not in self._offered:
            raise ValidationError

    @property
    def payment(self) -> Recurring:
        """The payment that the form names."""
        return self._offered[self.merchant_key.data or "", self.rhythm.data or ""]
