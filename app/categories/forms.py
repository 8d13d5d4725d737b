"""Forms of categories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField
from wtforms.validators import ValidationError

from app.core.palette import PALETTE
from app.models.category import CATEGORY_NAME_MAX_LENGTH
from app.web.form_fields import ChoiceField, TextField, optional_int
from app.web.forms import PostForm
from app.web.validators import Required, max_length

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wtforms import Field

    from app.models import Category

COLOR_NAMES = {
    "blue": lazy_gettext("Blue"),
    "teal": lazy_gettext("Teal"),
    "green": lazy_gettext("Green"),
    "olive": lazy_gettext("Olive"),
    "amber": lazy_gettext("Amber"),
    "orange": lazy_gettext("Orange"),
    "red": lazy_gettext("Red"),
    "pink": lazy_gettext("Pink"),
    "purple": lazy_gettext("Purple"),
    "indigo": lazy_gettext("Indigo"),
    "brown": lazy_gettext("Brown"),
    "gray": lazy_gettext("Gray"),
}


class CategoryForm(PostForm):
    """Name and color of a category. Without a color the stored one stays; a new category gets the first."""

    name = TextField(lazy_gettext("Name"), validators=[Required(), max_length(CATEGORY_NAME_MAX_LENGTH)])
    color = RadioField(
        lazy_gettext("Color"),
        invalid_choice_message=lazy_gettext("Choose a color from the palette."),  # type: ignore[call-arg]
    )

    def __init__(self, category: Category, **kwargs: Any) -> None:
        super().__init__(obj=category, **kwargs)
        self.color.choices = [(color, COLOR_NAMES[color]) for color in PALETTE]
        self.color.data = self.color.data or category.color or next(iter(PALETTE))


class DeleteCategoryForm(PostForm):
    """The category that the expenses of a deleted one move to."""

    move_to = ChoiceField(
        lazy_gettext("Move its expenses to"),
        coerce=optional_int,
        invalid_message=lazy_gettext("Choose the category that the expenses go to."),
    )

    def __init__(self, others: Iterable[Category], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.move_to.choices = [("", gettext("Choose…")), *((other.id, other.name) for other in others)]

    def validate_move_to(self, field: Field) -> None:
        if field.data is None and not field.process_errors:
            raise ValidationError(gettext("Choose the category that the expenses go to."))
