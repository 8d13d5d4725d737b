"""The form that names a recurring payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import IntegerField, StringField
from wtforms.validators import Optional, ValidationError

from app.web.forms import PostForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms import Field

    from app.recurring.queries import Listed


class DecisionForm(PostForm):
    """One of the found recurring payments; `cents` is the usual amount shown on the page."""

    merchant_key = StringField()
    rhythm = StringField()
    cents = IntegerField(validators=[Optional()])

    def __init__(self, found: Sequence[Listed]) -> None:
        super().__init__()
        named = (self.merchant_key.data, self.rhythm.data)
        self._offered = [listed for listed in found if (listed.payment.merchant_key, listed.payment.rhythm) == named]

    def validate_rhythm(self, _field: Field) -> None:
        """Refuse a payment that was not found."""
        if not self._offered:
            raise ValidationError

    @property
    def listed(self) -> Listed:
        """The payment of the form; the nearest by amount, which may have changed since the page was shown."""
        return min(self._offered, key=lambda listed: abs(listed.payment.usual_cents - (self.cents.data or 0)))
