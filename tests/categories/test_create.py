from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.categories.forms import COLOR_NAMES, ICON_NAMES
from app.core.category_icons import CATEGORY_ICONS, DEFAULT_ICON
from app.core.palette import PALETTE
from app.models import Category

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory


def names(session: Session) -> list[str]:
    return list(session.scalars(select(Category.name).order_by(Category.id)))


def test_a_category_is_added(client: Client, session: Session, alice: User) -> None:
    page = client.submit("/categories/new", follow=True, name="  Pet   food ", color="red")
    assert page.texts(".flash") == ["Pet food is saved."]
    assert page.texts(".category .row-title") == ["Pet food"]
    category = session.scalars(select(Category)).one()
    assert (category.user_id, category.name, category.color) == (alice.id, "Pet food", "red")


def test_every_color_has_a_name_and_can_be_chosen(client: Client) -> None:
    assert list(COLOR_NAMES) == list(PALETTE)
    page = client.page("/categories/new")
    assert page.attributes("input[name=color]", "value") == list(PALETTE)


def test_each_color_of_the_palette_is_kept(client: Client, session: Session) -> None:
    for color in PALETTE:
        client.submit("/categories/new", name=color, color=color)
    assert dict(session.execute(select(Category.name, Category.color)).all()) == {color: color for color in PALETTE}


def test_every_icon_has_a_name_and_is_kept(client: Client, session: Session) -> None:
    assert set(ICON_NAMES) == set(CATEGORY_ICONS)
    assert client.page("/categories/new").attributes("input[name=icon]", "value") == list(CATEGORY_ICONS)
    for icon in CATEGORY_ICONS:
        client.submit("/categories/new", name=icon, color="red", icon=icon)
    assert dict(session.execute(select(Category.name, Category.icon)).all()) == {icon: icon for icon in CATEGORY_ICONS}


def test_an_icon_that_is_none_is_refused(client: Client, session: Session) -> None:
    page = client.submit("/categories/new", name="Food", icon="dragon")
    assert (page.status, page.error_of("icon"), names(session)) == (400, "Choose an icon from the list.", [])


@pytest.mark.parametrize("color", ["#ff0000", "Red", "mauve", "red; }", "red\0", "x" * 30])
def test_a_color_beyond_the_palette_is_refused(client: Client, session: Session, color: str) -> None:
    page = client.submit("/categories/new", name="Food", color=color)
    assert page.status == 400
    assert page.error_of("color") == "Choose a color from the palette."
    assert page.attributes("#name", "value") == ["Food"]
    assert names(session) == []


def test_without_a_look_it_gets_the_first_color_and_a_tag(client: Client, session: Session) -> None:
    client.submit("/categories/new", name="Food")
    assert session.scalars(select(Category.color)).one() == next(iter(PALETTE))
    assert session.scalars(select(Category.icon)).one() == DEFAULT_ICON


@pytest.mark.parametrize("name", ["", " ", "\t", "\u00a0", "\r\n"])
def test_an_empty_name_is_refused(client: Client, session: Session, name: str) -> None:
    page = client.submit("/categories/new", name=name, color="red")
    assert page.status == 400
    assert page.error_of("name") == "This cannot be empty."
    assert page.attributes("[autofocus]", "id") == ["name"]
    assert names(session) == []


@pytest.mark.parametrize(("length", "count"), [(50, 1), (51, 0)])
def test_a_name_has_at_most_fifty_characters(client: Client, session: Session, length: int, count: int) -> None:
    page = client.submit("/categories/new", name="š" * length)
    assert page.error_of("name") == ("" if count else "At most 50 characters.")
    assert len(names(session)) == count


@pytest.mark.parametrize("name", ["Čaj", "čaj", "ČAJ", " čaj ", "C\u030caj"])
def test_the_same_name_twice_is_refused_without_regard_to_case(
    client: Client, make: Factory, alice: User, session: Session, name: str
) -> None:
    make.category(alice, "Čaj")
    page = client.submit("/categories/new", name=name, color="red")
    assert page.status == 400
    assert page.error_of("name") == "You have a category of this name. Choose another name."
    assert names(session) == ["Čaj"]


def test_the_name_of_an_archived_category_is_taken_too(client: Client, make: Factory, alice: User) -> None:
    category = make.category(alice, "Food")
    client.submit(f"/categories/{category.id}/archive")
    assert client.submit("/categories/new", name="food").error_of("name")


def test_two_people_can_use_the_same_name(client: Client, make: Factory, charlie: User, session: Session) -> None:
    make.category(charlie, "Food")
    assert client.submit("/categories/new", name="Food").status == 302
    assert names(session) == ["Food", "Food"]


@pytest.mark.parametrize("name", ["caj", "Tea", "100 %", "<b>", "%(name)s", "ﷺ" * 50])
def test_a_name_may_be_any_other_text(client: Client, make: Factory, alice: User, session: Session, name: str) -> None:
    make.category(alice, "Čaj")
    assert client.submit("/categories/new", follow=True, name=name).texts(".flash") == [f"{name} is saved."]
    assert names(session) == ["Čaj", name]
