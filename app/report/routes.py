"""The page of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template, request, url_for

from app.categories.queries import list_categories
from app.core.periods import Month
from app.expenses.chips import labels_beside_days
from app.expenses.query_forms import FilterForm
from app.report.charts import chart_of
from app.report.contents import read_report
from app.report.query_forms import LayoutForm
from app.web.access import signed_in_user
from app.web.localization import today_for

if TYPE_CHECKING:
    from app.report.contents import Report
    from app.web.paging import Page

report = Blueprint("report", __name__)


@report.get("/")
def show() -> Page:
    """Show the report of the expenses that the filters of the list find."""
    user = signed_in_user()
    categories = list_categories(user)
    today = today_for(user)
    form = FilterForm(categories, Month.containing(today, user.month_start_day), formdata=request.args)
    form.validate()
    found = read_report(user, form.wanted, form.order, categories, today)
    return render_template(
        "report/show.html",
        form=form,
        filters=labels_beside_days(form),
        report=found,
        chart=chart_of(found) if found.rows else None,
        photos_per_page=LayoutForm(formdata=request.args).photos_per_page,
        back_url=_back_url(found, form),
    )


def _back_url(found: Report, form: FilterForm) -> str:
    """Return the page that the report is about: a month, a year or a list."""
    if found.period.month and not found.is_narrowed:
        return url_for("summaries.show_month", month=found.period.month)
    if found.period.year and not found.is_narrowed:
        return url_for("summaries.show_year", year=found.period.year.year)
    values: dict[str, Any] = form.url_values
    return url_for("expenses.index", **values)
