"""Forms of categories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField
from wtforms.validators import ValidationError

from app.categories.services import CategoryLook
from app.core.category_icons import CATEGORY_ICONS, DEFAULT_ICON
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


ICON_NAMES = {
    "cart": lazy_gettext("Shopping cart"),
    "fork": lazy_gettext("Fork and knife"),
    "cup": lazy_gettext("Cup"),
    "house": lazy_gettext("House"),
    "lamp": lazy_gettext("Lamp"),
    "bolt": lazy_gettext("Lightning"),
    "tram": lazy_gettext("Tram"),
    "car": lazy_gettext("Car"),
    "plane": lazy_gettext("Plane"),
    "heart": lazy_gettext("Heart"),
    "shirt": lazy_gettext("Shirt"),
    "ticket": lazy_gettext("Ticket"),
    "gift": lazy_gettext("Gift"),
    "book": lazy_gettext("Book"),
    "phone": lazy_gettext("Phone"),
    "sport": lazy_gettext("Dumbbell"),
    "child": lazy_gettext("Child"),
    "paw": lazy_gettext("Paw"),
    "tools": lazy_gettext("Tools"),
    DEFAULT_ICON: lazy_gettext("Tag"),
}


class CategoryForm(PostForm):
    """Name, color and icon of a category. What is left out stays as stored; a new category gets the first color."""

    name = TextField(lazy_gettext("Name"), validators=[Required(), max_length(CATEGORY_NAME_MAX_LENGTH)])
    color = RadioField(
        lazy_gettext("Color"),
        invalid_choice_message=lazy_gettext("Choose a color from the palette."),  # type: ignore[call-arg]
    )

    icon = RadioField(
        lazy_gettext("Icon"),
        invalid_choice_message=lazy_gettext("Choose an icon from the list."),  # type: ignore[call-arg]
    )

    def __init__(self, category: Category, **kwargs: Any) -> None:
        super().__init__(obj=category, **kwargs)
        self.icon.choices = [(icon, ICON_NAMES[icon]) for icon in CATEGORY_ICONS]
        self.icon.data = self.icon.data or category.icon or DEFAULT_ICON
        self.color.choices = [(color, COLOR_NAMES[color]) for color in PALETTE]
        self.color.data = self.color.data or category.color or next(iter(PALETTE))

    @property
    def look(self) -> CategoryLook:
        return CategoryLook(self.name.data or "", self.color.data, self.icon.data)


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
