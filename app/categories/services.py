"""Changing categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from app.database.engine import db
from app.models import Budget, Category, Expense
from app.models.types import utc_now

if TYPE_CHECKING:
    from app.models import User

STARTER_CATEGORIES = (
    (lazy_gettext("Groceries"), "green", "cart"),
    (lazy_gettext("Restaurants"), "orange", "fork"),
    (lazy_gettext("Housing"), "blue", "house"),
    (lazy_gettext("Bills"), "indigo", "bolt"),
    (lazy_gettext("Transport"), "teal", "tram"),
    (lazy_gettext("Health"), "red", "heart"),
    (lazy_gettext("Clothes"), "pink", "shirt"),
    (lazy_gettext("Fun"), "purple", "ticket"),
    (lazy_gettext("Gifts"), "amber", "gift"),
    (lazy_gettext("Other"), "gray", "tag"),
)


@dataclass(frozen=True)
class CategoryLook:
    """What a user enters for a category."""

    name: str
    color: str
    icon: str


class CategoryNameTakenError(Exception):
    """The user has another category of this name, ignoring case."""


def add_starter_categories(user: User) -> None:
    """Add the starter categories to a new account, in the language of the request."""
    db.session.add_all(
        Category(user_id=user.id, name=str(name), color=color, icon=icon) for name, color, icon in STARTER_CATEGORIES
    )


def save_category(user: User, category: Category, look: CategoryLook) -> Category:
    """Save the name, color and icon of a new or existing category.

    Raises:
        CategoryNameTakenError: the user has another one of this name.
    """
    category.user_id = user.id
    category.name = look.name
    category.color = look.color
    category.icon = look.icon
    db.session.add(category)
    try:
        db.session.flush()  # the unique constraint decides
    except IntegrityError as error:
        db.session.rollback()
        raise CategoryNameTakenError from error
    return category


def set_archived(category: Category, *, is_archived: bool) -> None:
    category.archived_at = utc_now() if is_archived else None


def delete_category(user: User, category: Category, move_to: Category | None) -> None:
    """Delete a category and its limits; move its expenses to `move_to`."""
    if move_to is not None:
        own_expenses = (Expense.user_id == user.id, Expense.category_id == category.id)
        moved = {"category_id": move_to.id, "version": Expense.version + 1}  # this UPDATE bypasses the model
        db.session.execute(update(Expense).where(*own_expenses).values(moved))
    own_limits = (Budget.user_id == user.id, Budget.category_id == category.id)
    db.session.execute(delete(Budget).where(*own_limits))
    db.session.execute(delete(Category).where(Category.user_id == user.id, Category.id == category.id))
