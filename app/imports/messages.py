"""What pages say about files and their rows."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.imports.preview import Fate
from app.imports.records import DateOrder, Fault, Kind, Role, Sign
from app.imports.refusals import Refusal

REFUSALS = {
    Refusal.EMPTY: lazy_gettext("The file is empty."),
    Refusal.TOO_LARGE: lazy_gettext("The file is too large. Text may have 10 MB; export a shorter range of days."),
    Refusal.NOT_TEXT: lazy_gettext("This is no text that can be read. Send what another program or a bank exported."),
    Refusal.NO_ROWS: lazy_gettext("The file has no rows below its header."),
    Refusal.TOO_MANY_ROWS: lazy_gettext("The file has more than 100,000 rows. Export a shorter range of days."),
    Refusal.TOO_MANY_COLUMNS: lazy_gettext("The file has too many columns. Check that it is the right one."),
    Refusal.BAD_QUOTES: lazy_gettext("A quotation mark in the file is never closed. Export it again."),
    Refusal.BAD_ARCHIVE: lazy_gettext("The ZIP is damaged, or not safe to open. Export it again."),
    Refusal.DAMAGED: lazy_gettext("The file is damaged: it cannot be read to its end. Export it again."),
    Refusal.UNKNOWN_ARCHIVE: lazy_gettext("The ZIP comes from no program that is known here."),
    Refusal.UNKNOWN: lazy_gettext("The file is from no known program and has no table."),
}
FAULTS = {
    Fault.NO_DATE: lazy_gettext("no date"),
    Fault.BAD_DATE: lazy_gettext("not a date"),
    Fault.DAY_OUT_OF_RANGE: lazy_gettext("a day before 1900 or after 2099"),
    Fault.NO_AMOUNT: lazy_gettext("no amount"),
    Fault.BAD_AMOUNT: lazy_gettext("not an amount"),
    Fault.ZERO_AMOUNT: lazy_gettext("an amount of zero"),
    Fault.AMOUNT_TOO_LARGE: lazy_gettext("an amount that is too large"),
    Fault.OTHER_CURRENCY: lazy_gettext("another currency"),
    Fault.OTHER_RHYTHM: lazy_gettext("a rhythm that is not followed here"),
    Fault.BAD_BALANCE: lazy_gettext("an amount that does not fit the balance"),
    Fault.BAD_ROW: lazy_gettext("more or fewer columns than the header"),
}
KINDS = {
    Kind.EXPENSE: "",
    Kind.INCOME: lazy_gettext("Money in"),
    Kind.TRANSFER: lazy_gettext("Transfer"),
    Kind.PENDING: lazy_gettext("Pending"),
    Kind.RECURRING: lazy_gettext("Recurring"),
}
# The name of each fate, and what it means.
FATES = {
    Fate.NEW: (lazy_gettext("New"), lazy_gettext("They come in.")),
    Fate.PROBABLY: (
        lazy_gettext("Probably yours already"),
        lazy_gettext("You typed the same amount within three days. Tick what is something else."),
    ),
    Fate.INCOME: (lazy_gettext("Money in"), lazy_gettext("Not taken: only what you spend counts here.")),
    Fate.RECURRING: (
        lazy_gettext("Recurring payments"),
        lazy_gettext("They count as confirmed once your expenses show them."),
    ),
    Fate.LEFT_OUT: (lazy_gettext("Left out before"), lazy_gettext("You did not want these, or deleted them.")),
    Fate.HERE: (lazy_gettext("Already here"), lazy_gettext("They came in with an earlier file.")),
    Fate.SKIPPED: (lazy_gettext("Skipped with their category"), lazy_gettext("They stay away from now on.")),
    Fate.TRANSFER: (lazy_gettext("Transfers"), lazy_gettext("Between your own accounts: nothing was spent.")),
    Fate.PENDING: (lazy_gettext("Not booked"), lazy_gettext("They come again when they are.")),
    Fate.OTHER_CURRENCY: (lazy_gettext("Other currencies"), lazy_gettext("Not taken: your account has one currency.")),
    Fate.UNREADABLE: (lazy_gettext("Not readable"), lazy_gettext("Not taken. The numbers are lines of the file.")),
}
ROLES = {
    Role.NONE: lazy_gettext("Leave out"),
    Role.DATE: lazy_gettext("Date"),
    Role.VALUE_DATE: lazy_gettext("Value date, where there is no other"),
    Role.AMOUNT: lazy_gettext("Amount"),
    Role.DEBIT: lazy_gettext("Money out"),
    Role.CREDIT: lazy_gettext("Money in"),
    Role.CURRENCY: lazy_gettext("Currency"),
    Role.FEE: lazy_gettext("Fee"),
    Role.MERCHANT: lazy_gettext("Merchant"),
    Role.NOTE: lazy_gettext("Note"),
    Role.CATEGORY: lazy_gettext("Category"),
    Role.ID: lazy_gettext("Number of the row"),
}
# What values of facts and of answers are called, by the name of their field.
CHOICES = {
    "date_order": {
        DateOrder.YMD.value: lazy_gettext("year, month, day"),
        DateOrder.DMY.value: lazy_gettext("day, month, year"),
        DateOrder.MDY.value: lazy_gettext("month, day, year"),
    },
    "decimal_mark": {",": lazy_gettext("comma (12,50)"), ".": lazy_gettext("point (12.50)")},
    "sign": {
        Sign.NEGATIVE.value: lazy_gettext("negative (-12.50)"),
        Sign.POSITIVE.value: lazy_gettext("positive (12.50)"),
    },
    "whole_bill": {"no": lazy_gettext("my share of each bill"), "yes": lazy_gettext("whole bills")},
    "separator": {
        ",": lazy_gettext("comma"),
        ";": lazy_gettext("semicolon"),
        "\t": lazy_gettext("tab"),
        "|": lazy_gettext("vertical bar"),
    },
}
LABELS = {
    "date_order": lazy_gettext("Dates"),
    "decimal_mark": lazy_gettext("Decimal mark"),
    "sign": lazy_gettext("Money spent"),
    "person": lazy_gettext("You are"),
    "whole_bill": lazy_gettext("What counts"),
    "separator": lazy_gettext("Columns between"),
    "encoding": lazy_gettext("Encoding"),
}
