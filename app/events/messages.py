"""Events in words."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.models.account_event import EventKind

KIND_NAMES = {
    EventKind.REGISTERED: lazy_gettext("The account was made"),
    EventKind.LOGGED_IN: lazy_gettext("Logged in"),
    EventKind.LOG_IN_FAILED: lazy_gettext("Wrong password"),
    EventKind.LOGGED_OUT: lazy_gettext("Logged out"),
    EventKind.PASSWORD_CHANGED: lazy_gettext("Password changed"),
    EventKind.PASSWORD_RESET: lazy_gettext("Password set by whoever runs the server"),
    EventKind.ACCOUNT_DELETED: lazy_gettext("Account deleted"),
    EventKind.DEVICE_ENDED: lazy_gettext("Another device logged out"),
    EventKind.OTHER_DEVICES_ENDED: lazy_gettext("All other devices logged out"),
    EventKind.TOTP_ADDED: lazy_gettext("Codes of an app turned on"),
    EventKind.TOTP_REMOVED: lazy_gettext("Codes of an app turned off"),
    EventKind.PASSKEY_ADDED: lazy_gettext("Passkey added"),
    EventKind.PASSKEY_REMOVED: lazy_gettext("Passkey removed"),
    EventKind.SECOND_FACTOR_FAILED: lazy_gettext("Wrong code after the password"),
    EventKind.SECOND_FACTOR_RESET: lazy_gettext("Second factor turned off by whoever runs the server"),
    EventKind.RECOVERY_CODES_MADE: lazy_gettext("New recovery codes made"),
    EventKind.RECOVERY_CODE_USED: lazy_gettext("Recovery code used"),
    EventKind.TOKEN_MADE: lazy_gettext("Token made"),
    EventKind.TOKEN_REVOKED: lazy_gettext("Token revoked"),
    EventKind.INVITATION_MADE: lazy_gettext("Invitation made"),
    EventKind.EXPORTED: lazy_gettext("Data downloaded"),
    EventKind.IMPORTED: lazy_gettext("Data imported"),
    EventKind.IMPORT_UNDONE: lazy_gettext("Import taken back"),
    EventKind.TRASH_EMPTIED: lazy_gettext("Trash emptied"),
}
