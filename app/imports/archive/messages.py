"""Why an archive is refused, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext

from app.imports.archive.errors import ArchiveFault

if TYPE_CHECKING:
    from app.imports.archive.errors import RefusedArchiveError

SOURCE, TITLE = "potrosnja", "Potrošnja"  # as formats have them
_TEXTS = {
    ArchiveFault.DAMAGED: lazy_gettext("The archive is damaged or incomplete. Download it once more."),
    ArchiveFault.FOREIGN: lazy_gettext("This ZIP is no archive of Potrošnja."),
    ArchiveFault.UNKNOWN_FORMAT: lazy_gettext("Nobody knows the format %(name)s that the archive claims to have."),
    ArchiveFault.NEWER_FORMAT: lazy_gettext(
        "A newer Potrošnja made this archive, in format %(name)s. Update this one, and try again."
    ),
    ArchiveFault.UNSAFE_NAME: lazy_gettext(
        "The archive has a file whose name leads out of it, and is refused: %(name)s"
    ),
    ArchiveFault.TOO_MANY_FILES: lazy_gettext("The archive has too many files."),
    ArchiveFault.TOO_LARGE: lazy_gettext("The archive is too large."),
    ArchiveFault.BOMB: lazy_gettext("The archive has a file that unpacks to far more than it takes: %(name)s"),
    ArchiveFault.MISSING_FILE: lazy_gettext("A file is missing from the archive: %(name)s"),
    ArchiveFault.WRONG_HASH: lazy_gettext("A file of the archive was changed after it was made: %(name)s"),
    ArchiveFault.OTHER_CURRENCY: lazy_gettext("The archive has another currency than this account: %(name)s"),
    ArchiveFault.BAD_TABLE: lazy_gettext("Row %(line)s of %(name)s in the archive cannot be read."),
}


def refusal_text(error: RefusedArchiveError) -> str:
    """Return why the archive is refused; nothing of it was saved."""
    text = str(_TEXTS[error.fault]) % {"name": error.name[:100], "line": error.line}
    return nothing_saved(text)


def nothing_saved(reason: str) -> str:
    """Return the reason, and that nothing was saved."""
    consequence = gettext("Nothing was saved.")  # by itself: in an f-string `make translations` would not find it
    return f"{reason.removesuffix('.')}. {consequence}"
