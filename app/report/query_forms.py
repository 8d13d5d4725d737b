"""How a report is laid out; its expenses are chosen by the filters of the list."""

from __future__ import annotations

from wtforms import IntegerField
from wtforms.validators import AnyOf

from app.web.forms import QueryForm

FEW_PHOTOS, MANY_PHOTOS = 2, 4


class LayoutForm(QueryForm):
    """How many receipts a page has."""

    photos = IntegerField(default=FEW_PHOTOS, validators=[AnyOf((FEW_PHOTOS, MANY_PHOTOS))])

    @property
    def photos_per_page(self) -> int:
        """The number asked for, FEW_PHOTOS if it is no choice."""
        return (self.validate() and self.photos.data) or FEW_PHOTOS
