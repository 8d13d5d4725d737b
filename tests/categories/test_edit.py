from __future__ import annotations

from typing import TYPE_CHECKING

from app.models import Expense

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory


def test_the_form_shows_what_is_stored(client: Client, make: Factory, alice: User) -> None:
    category = make.category(alice, "Food", color="teal")
    page = client.page(f"/categories/{category.id}/edit")
    assert page.attributes("#name", "value") == ["Food"]
    assert page.attributes("input[name=color][checked]", "value") == ["teal"]
    assert page.attributes("a.danger", "href") == [f"/categories/{category.id}/delete"]


def test_a_new_name_keeps_the_history(client: Client, make: Factory, alice: User, session: Session) -> None:
    expense = make.expense(alice, category_id=make.category(alice, "Food").id)
    page = client.submit(f"/categories/{expense.category_id}/edit", follow=True, name="Meals", color="red")
    assert page.texts(".category .row-title") + page.texts(".category .row-sub") == ["Meals", "1 expense"]
    assert client.page(f"/expenses/{expense.id}").heading == "Meals"
    assert session.get_one(Expense, expense.id).category_id == expense.category_id


def test_a_form_without_a_color_keeps_it(client: Client, make: Factory, alice: User, session: Session) -> None:
    category = make.category(alice, "Food", color="pink")
    client.submit(f"/categories/{category.id}/edit", name="Meals")
    session.refresh(category)
    assert (category.name, category.color) == ("Meals", "pink")


def test_the_own_name_in_other_case_is_free(client: Client, make: Factory, alice: User, session: Session) -> None:
    category = make.category(alice, "food")
    assert client.submit(f"/categories/{category.id}/edit", name="FOOD", color="red").status == 302
    session.refresh(category)
    assert category.name == "FOOD"


def test_the_name_of_another_one_is_refused_and_nothing_changes(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    make.category(alice, "Fun")
    category = make.category(alice, "Food", color="teal")
    page = client.submit(f"/categories/{category.id}/edit", name="FUN", color="red")
    assert page.status == 400
    assert page.error_of("name") == "You have a category of this name. Choose another name."
    assert page.attributes("#name", "value") == ["FUN"]
    session.refresh(category)
    assert (category.name, category.color) == ("Food", "teal")


def test_a_wrong_color_changes_nothing(client: Client, make: Factory, alice: User, session: Session) -> None:
    category = make.category(alice, "Food", color="teal")
    page = client.submit(f"/categories/{category.id}/edit", name="Meals", color="mauve")
    assert page.error_of("color") == "Choose a color from the palette."
    session.refresh(category)
    assert (category.name, category.color) == ("Food", "teal")


def test_a_stranger_can_neither_see_nor_change_it(
    client: Client, make: Factory, charlie: User, session: Session
) -> None:
    category = make.category(charlie, "Secret")
    assert client.page(f"/categories/{category.id}/edit").status == 404
    assert client.submit(f"/categories/{category.id}/edit", name="Mine").status == 404
    session.refresh(category)
    assert category.name == "Secret"
