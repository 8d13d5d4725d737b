"""The pages of categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from app.categories import queries, services
from app.categories.forms import CategoryForm, DeleteCategoryForm
from app.core.periods import Month
from app.database.engine import db
from app.models import Category
from app.web.access import found_or_404, signed_in_user
from app.web.localization import today_for
from app.web.paging import form_page

if TYPE_CHECKING:
    from app.web.paging import Page

categories = Blueprint("categories", __name__)


@categories.get("/")
def index() -> Page:
    """List the categories with what they cost this month."""
    user = signed_in_user()
    month = Month.containing(today_for(user), user.month_start_day)
    use = queries.list_category_use(user, month.days)
    return render_template(
        "categories/index.html",
        month=month,
        active=[category for category in use if not category.is_archived],
        archived=[category for category in use if category.is_archived],
    )


@categories.route("/new", methods=["GET", "POST"])
def create() -> Page:
    """Add a category."""
    return _edit_page(Category(), "categories/new.html")


@categories.route("/<row_id:category_id>/edit", methods=["GET", "POST"])
def edit(category_id: int) -> Page:
    """Rename or recolor a category."""
    category = found_or_404(queries.get_category(signed_in_user(), category_id))
    return _edit_page(category, "categories/edit.html")


@categories.post("/<row_id:category_id>/archive")
def archive(category_id: int) -> Page:
    """Archive a category: new expenses cannot choose it."""
    return _set_archived(category_id, is_archived=True)


@categories.post("/<row_id:category_id>/restore")
def restore(category_id: int) -> Page:
    """Take a category out of the archive."""
    return _set_archived(category_id, is_archived=False)


@categories.route("/<row_id:category_id>/delete", methods=["GET", "POST"])
def delete(category_id: int) -> Page:
    """Delete a category; if it has expenses, ask where to move them."""
    user = signed_in_user()
    category = found_or_404(queries.get_category(user, category_id))
    count = queries.count_expenses(user, category)
    form = DeleteCategoryForm([other for other in queries.list_categories(user) if other.id != category.id])
    if not count:
        del form.move_to
    if form.validate_on_submit():
        move_to = queries.get_category(user, form.move_to.data) if count else None
        services.delete_category(user, category, move_to)
        db.session.commit()
        flash(gettext("%(name)s is deleted.", name=category.name))
        return redirect(url_for("categories.index"))
    return form_page("categories/delete.html", form, category=category, count=count)


def _edit_page(category: Category, template: str) -> Page:
    form = CategoryForm(category)
    if form.validate_on_submit():
        try:
            services.save_category(signed_in_user(), category, form.look)
        except services.CategoryNameTakenError:
            form.name.errors = [gettext("You have a category of this name. Choose another name.")]
        else:
            db.session.commit()
            flash(gettext("%(name)s is saved.", name=category.name))
            return redirect(url_for("categories.index"))
    return form_page(template, form, category=category)


def _set_archived(category_id: int, *, is_archived: bool) -> Page:
    category = found_or_404(queries.get_category(signed_in_user(), category_id))
    services.set_archived(category, is_archived=is_archived)
    db.session.commit()
    if is_archived:
        flash(gettext("%(name)s is archived. Its expenses stay as they are.", name=category.name))
    else:
        flash(gettext("%(name)s is back.", name=category.name))
    return redirect(url_for("categories.index"))
