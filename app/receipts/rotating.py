"""Rotating a receipt that a person looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash
from flask_babel import gettext

from app.receipts import services
from app.receipts.limits import BrokenImageError
from app.receipts.turns import BusyError

if TYPE_CHECKING:
    from app.models import Receipt

_QUARTERS = {"right": 1, "left": 3}  # of a circle, to the right


def rotate(receipt: Receipt, direction: str) -> None:
    """Rotate a receipt to the left or right, or say why not; 404 if its file is lost."""
    try:
        services.rotate_receipt(receipt, _QUARTERS[direction])
    except (FileNotFoundError, BrokenImageError):
        abort(404)
    except BusyError:
        flash(gettext("The server is busy with other photos. Try again in a minute."))
