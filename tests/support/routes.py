"""Every method of every endpoint, and who gets what of it."""

from __future__ import annotations

from typing import NamedTuple

LOGIN = 302  # where a guest goes; that it is the log-in page is checked beside the number


class Route(NamedTuple):
    """A URL, and what a guest, Alice who owns everything in it, and Charlie get."""

    url: str
    guest: int
    owner: int
    stranger: int


# Every method of every endpoint. Posts carry a good token and no fields: whoever is let in gets 400 from a form that
# needs some, and 302 from one that then changes nothing.
ROUTES = {
    ("GET", "static"): Route("/static/css/base.css", 200, 200, 200),
    ("GET", "favicon"): Route("/favicon.ico", 200, 200, 200),
    ("GET", "health.show"): Route("/healthz", 200, 200, 200),
    ("GET", "installation.manifest"): Route("/manifest.webmanifest", 200, 200, 200),
    ("GET", "installation.service_worker"): Route("/service-worker.js", 200, 200, 200),
    ("GET", "installation.offline"): Route("/offline", 200, 200, 200),
    ("GET", "auth.login"): Route("/auth/login", 200, 302, 302),
    ("POST", "auth.login"): Route("/auth/login", 400, 302, 302),
    ("GET", "auth.register"): Route("/auth/register", 200, 302, 302),
    ("POST", "auth.register"): Route("/auth/register", 400, 302, 302),
    ("POST", "auth.logout"): Route("/auth/logout", LOGIN, 302, 302),
    ("GET", "auth.account"): Route("/auth/account", LOGIN, 200, 200),
    ("POST", "auth.account"): Route("/auth/account", LOGIN, 302, 302),
    ("GET", "auth.password"): Route("/auth/password", LOGIN, 200, 200),
    ("POST", "auth.password"): Route("/auth/password", LOGIN, 400, 400),
    ("GET", "auth.delete"): Route("/auth/delete", LOGIN, 200, 200),
    ("POST", "auth.delete"): Route("/auth/delete", LOGIN, 400, 400),
    ("GET", "devices.index"): Route("/auth/devices/", LOGIN, 200, 200),
    ("GET", "devices.name"): Route("/auth/devices/{device}/name", LOGIN, 200, 404),
    ("POST", "devices.name"): Route("/auth/devices/{device}/name", LOGIN, 302, 404),
    ("POST", "devices.end"): Route("/auth/devices/{device}/end", LOGIN, 302, 404),
    ("POST", "devices.end_others"): Route("/auth/devices/end-others", LOGIN, 302, 302),
    ("GET", "events.index"): Route("/auth/events/", LOGIN, 200, 200),
    ("GET", "home.index"): Route("/", LOGIN, 200, 200),
    ("POST", "home.welcome"): Route("/welcome", LOGIN, 302, 302),
    ("POST", "home.sample"): Route("/sample", LOGIN, 302, 302),
    ("POST", "home.remove"): Route("/sample/remove", LOGIN, 302, 302),
    ("GET", "home.more"): Route("/more/", LOGIN, 200, 200),
    ("GET", "summaries.this_month"): Route("/insights/", LOGIN, 302, 302),
    ("GET", "summaries.this_year"): Route("/years/", LOGIN, 302, 302),
    ("GET", "summaries.months"): Route("/months/", LOGIN, 200, 200),
    ("GET", "summaries.show_month"): Route("/months/2026-11", LOGIN, 200, 200),
    ("GET", "summaries.show_year"): Route("/years/2026", LOGIN, 200, 200),
    # A chart of no expenses is not found, and Charlie has none.
    ("GET", "summaries.all_time_chart"): Route("/months/months.png", LOGIN, 200, 404),
    ("GET", "summaries.month_chart"): Route("/months/2026-11/days.svg", LOGIN, 200, 404),
    ("GET", "summaries.year_chart"): Route("/years/2026/months.svg", LOGIN, 200, 404),
    ("GET", "report.show"): Route("/report/", LOGIN, 200, 200),
    ("GET", "exports.index"): Route("/exports/", LOGIN, 200, 200),
    ("GET", "exports.archive"): Route("/exports/archive.zip", LOGIN, 200, 200),
    ("GET", "exports.list_file"): Route("/expenses/export.csv", LOGIN, 200, 200),
    ("GET", "expenses.index"): Route("/expenses/", LOGIN, 200, 200),
    ("GET", "expenses.create"): Route("/expenses/new", LOGIN, 200, 200),
    ("POST", "expenses.create"): Route("/expenses/new", LOGIN, 400, 400),
    ("GET", "expenses.show"): Route("/expenses/{expense}", LOGIN, 200, 404),
    ("GET", "expenses.edit"): Route("/expenses/{expense}/edit", LOGIN, 200, 404),
    ("POST", "expenses.edit"): Route("/expenses/{expense}/edit", LOGIN, 400, 404),
    ("POST", "expenses.add_receipts"): Route("/expenses/{expense}/receipts", LOGIN, 400, 404),
    ("POST", "expenses.delete"): Route("/expenses/{expense}/delete", LOGIN, 302, 404),
    ("POST", "selections.change"): Route("/expenses/selection/", LOGIN, 400, 400),
    ("POST", "selections.undo"): Route("/expenses/selection/{change}/undo", LOGIN, 302, 404),
    ("GET", "gallery.index"): Route("/receipts/all/", LOGIN, 200, 200),
    ("GET", "gallery.show"): Route("/receipts/all/{receipt}", LOGIN, 200, 404),
    ("GET", "receipts.index"): Route("/receipts/", LOGIN, 200, 200),
    ("POST", "receipts.index"): Route("/receipts/", LOGIN, 400, 400),
    # The only form without a token; it takes nothing of a request that does not say where it comes from.
    ("POST", "receipts.share"): Route("/receipts/share", LOGIN, 400, 400),
    ("GET", "receipts.show"): Route("/receipts/{receipt}", LOGIN, 200, 404),
    ("GET", "receipts.image"): Route("/receipts/{receipt}/image", LOGIN, 200, 404),
    ("GET", "receipts.thumbnail"): Route("/receipts/{receipt}/thumbnail", LOGIN, 200, 404),
    ("GET", "receipts.print_image"): Route("/receipts/{receipt}/print", LOGIN, 200, 404),
    ("GET", "receipts.download"): Route("/receipts/{receipt}/download", LOGIN, 200, 404),
    ("POST", "receipts.rotate"): Route("/receipts/{receipt}/rotate/left", LOGIN, 302, 404),
    ("POST", "receipts.delete"): Route("/receipts/{receipt}/delete", LOGIN, 302, 404),
    ("GET", "inbox.show_next"): Route("/receipts/next", LOGIN, 302, 302),
    ("GET", "inbox.show"): Route("/receipts/queue/{waiting}", LOGIN, 200, 404),
    ("POST", "inbox.show"): Route("/receipts/queue/{waiting}", LOGIN, 400, 404),
    ("POST", "inbox.attach"): Route("/receipts/queue/{waiting}/expense", LOGIN, 400, 404),
    ("POST", "inbox.delete"): Route("/receipts/queue/{waiting}/delete", LOGIN, 302, 404),
    ("GET", "inbox.reading_state"): Route("/receipts/{waiting}/reading", LOGIN, 200, 404),
    ("GET", "categories.index"): Route("/categories/", LOGIN, 200, 200),
    ("GET", "habits.index"): Route("/habits/", LOGIN, 200, 200),
    ("GET", "habits.days"): Route("/habits/days", LOGIN, 200, 200),
    ("GET", "habits.categories_chart"): Route("/habits/categories.svg", LOGIN, 200, 404),
    ("GET", "habits.weekdays_chart"): Route("/habits/weekdays.svg", LOGIN, 200, 404),
    ("GET", "habits.merchants"): Route("/habits/merchants", LOGIN, 200, 200),
    ("GET", "habits.show_category"): Route("/categories/{category}", LOGIN, 200, 404),
    ("GET", "habits.category_chart"): Route("/categories/{category}/months.svg", LOGIN, 200, 404),
    ("GET", "categories.create"): Route("/categories/new", LOGIN, 200, 200),
    ("POST", "categories.create"): Route("/categories/new", LOGIN, 400, 400),
    ("GET", "categories.edit"): Route("/categories/{category}/edit", LOGIN, 200, 404),
    ("POST", "categories.edit"): Route("/categories/{category}/edit", LOGIN, 302, 404),
    ("POST", "categories.archive"): Route("/categories/{category}/archive", LOGIN, 302, 404),
    ("POST", "categories.restore"): Route("/categories/{category}/restore", LOGIN, 302, 404),
    ("GET", "categories.delete"): Route("/categories/{category}/delete", LOGIN, 200, 404),
    ("POST", "categories.delete"): Route("/categories/{category}/delete", LOGIN, 400, 404),
    ("GET", "goals.index"): Route("/goals/", LOGIN, 200, 200),
    ("POST", "goals.index"): Route("/goals/", LOGIN, 400, 400),
    ("POST", "goals.remove"): Route("/goals/{limit}/remove", LOGIN, 302, 404),
    ("GET", "goals.savings"): Route("/goals/savings", LOGIN, 200, 200),
    ("POST", "goals.savings"): Route("/goals/savings", LOGIN, 400, 400),
    ("POST", "goals.remove_savings"): Route("/goals/savings/remove", LOGIN, 302, 302),
    ("GET", "recurring.index"): Route("/recurring/", LOGIN, 200, 200),
    ("POST", "recurring.confirm"): Route("/recurring/confirm", LOGIN, 400, 400),
    ("POST", "recurring.dismiss"): Route("/recurring/dismiss", LOGIN, 400, 400),
    ("POST", "recurring.reset"): Route("/recurring/{decision}/reset", LOGIN, 302, 404),
    ("GET", "imports.index"): Route("/imports/", LOGIN, 200, 200),
    ("POST", "imports.index"): Route("/imports/", LOGIN, 400, 400),
    ("GET", "imports.show"): Route("/imports/{waiting_import}", LOGIN, 200, 404),
    ("POST", "imports.show"): Route("/imports/{waiting_import}", LOGIN, 302, 404),
    ("GET", "imports.sort"): Route("/imports/{waiting_import}/categories", LOGIN, 200, 404),
    ("POST", "imports.sort"): Route("/imports/{waiting_import}/categories", LOGIN, 302, 404),
    ("GET", "imports.preview"): Route("/imports/{waiting_import}/preview", LOGIN, 200, 404),
    # Pages that are sent while the expenses are saved.
    ("POST", "imports.save"): Route("/imports/{waiting_import}/preview", LOGIN, 200, 404),
    ("GET", "archives.show"): Route("/imports/archives/{waiting_archive}", LOGIN, 200, 404),
    ("POST", "archives.save"): Route("/imports/archives/{waiting_archive}", LOGIN, 200, 404),
    ("POST", "imports.discard"): Route("/imports/{waiting_import}/discard", LOGIN, 302, 404),
    ("POST", "imports.undo"): Route("/imports/{import}/undo", LOGIN, 302, 404),
    ("GET", "trash.index"): Route("/trash/", LOGIN, 200, 200),
    ("POST", "trash.restore_expense"): Route("/trash/expenses/{deleted_expense}/restore", LOGIN, 302, 404),
    ("POST", "trash.restore_receipt"): Route("/trash/receipts/{deleted_receipt}/restore", LOGIN, 302, 404),
    ("POST", "trash.empty"): Route("/trash/empty", LOGIN, 302, 302),
}
OWNED = [key for key, route in ROUTES.items() if "{" in route.url]
PRIVATE_PAGES = [key for key, route in ROUTES.items() if key[0] == "GET" and route.guest == LOGIN]
