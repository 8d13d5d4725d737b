"""What the words beside an amount say about it. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from app.reading.rules.label_words import EXACT_WORDS, OWN_WORDS, WORDS, Label
from app.reading.rules.letters import holds, letters, plain, words

_NUMBER = re.compile(r"(?<![A-Za-z])[\d.,:/%-]+(?![A-Za-z])")
_NO_LABEL = re.compile(r"EXCHANGE|RETURNABLE|REFUND")
_WITHOUT_TAX = re.compile(r"TOTAL(SALES|AMOUNT|AMT|RM)?(EXCL|EXC|BEFORE)")
_SUPPLY = re.compile(r"SUPPL(Y|IES)")
_TAX_WITHIN = re.compile(r"(TOTAL)?INCLUDED?(GST|SST|TAX|6%?GST)|INCLUDEDINTOTAL|(GST|SST|TAX|VAT)INCLUDED|INCLUDES")
_TOTAL_WITH_TAX = re.compile(r"TOTAL(AMOUNT|AMT|SALES|RM)?.{0,3}(GST|TAX)?INCLUDED?(OF)?(GST|SST)?$")
_AMOUNT_ALONE = re.compile(r"(IZNOS|AMOUNT)(EUR|KN|HRK|RM)?")
_REST_ALONE = re.compile(r"OSTATAK(EUR|KN)?|REST")
_MISREAD_CHANGE = re.compile(r"CHANG|CHAN[A-Z]E|CHNGE|CHAGE|[A-Z]?HANGE$")
_MAX_OWN_LONGER = 4  # letters, by which a text may be longer than a word of its own that begins it
# Letters that engines confuse, each pair as one: a last look at a short text without a label.
_CONFUSED = str.maketrans("TLJUQDC", "IIIOOOO")
_LAST_WORDS = {
    word.translate(_CONFUSED): label
    for word, label in {
        "SUBTOTAL": Label.SUBTOTAL,
        "TOTAL": Label.TOTAL,
        "UKUPNO": Label.TOTAL,
        "ZAPLATITI": Label.PAYABLE,
        "POVRAT": Label.CHANGE,
        "GOTOVINA": Label.PAID,
    }.items()
}
_MAX_LENGTH_OF_LAST_LOOK = 30
_SUBTOTAL_IN_PARTS = re.compile(r"SUB\W{0,2}T")


@lru_cache(maxsize=512)
def find_labels(text: str) -> frozenset[Label]:
    """Return all that a text says about the amount beside it."""
    bare = _NUMBER.sub(" ", text)
    joined = letters(bare)
    special = _find_special(joined)
    if special is not None:
        return special
    found = {label for label, own in WORDS.items() if any(_has(joined, bare, word) for word in own)}
    if Label.SUBTOTAL in found and _SUBTOTAL_IN_PARTS.search(plain(bare)):
        found.discard(Label.TOTAL)
    return frozenset(found or _look_again(joined))


def main_label(labels: frozenset[Label]) -> Label | None:
    """Return the label that counts where a text has more than one."""
    if Label.CHANGE in labels or Label.ROUNDED in labels:
        return Label.CHANGE if Label.CHANGE in labels else Label.ROUNDED
    if Label.COUNT in labels and not labels & {Label.PAYABLE, Label.WITH_TAX}:
        return Label.COUNT
    if Label.SUBTOTAL in labels and Label.WITH_TAX not in labels:
        return Label.SUBTOTAL
    if Label.ROUNDING in labels:
        return Label.ROUNDED if labels & {Label.TOTAL, Label.PAYABLE} else Label.ROUNDING
    return _main_plain_label(labels)


def _main_plain_label(labels: frozenset[Label]) -> Label | None:
    if Label.WITH_TAX in labels and Label.PAYABLE not in labels:
        return Label.WITH_TAX if labels & {Label.TOTAL, Label.WEAK} else Label.WEAK
    if Label.TOTAL in labels and Label.DISCOUNT in labels and not labels & {Label.PAYABLE, Label.WEAK}:
        return Label.DISCOUNT
    order = (Label.PAYABLE, Label.TOTAL, Label.DISCOUNT, Label.PAID, Label.TAX, Label.WEAK)
    return next((label for label in order if label in labels), None)


def _find_special(joined: str) -> frozenset[Label] | None:
    """Return what some texts say as a whole, None for the others."""
    if not joined or _NO_LABEL.search(joined):
        return frozenset()
    if _WITHOUT_TAX.search(joined) and "INCL" not in joined:
        return frozenset({Label.SUBTOTAL})
    if _SUPPLY.search(joined):
        return frozenset({Label.PAYABLE if "PAYABLE" in joined else Label.SUBTOTAL})
    if _TAX_WITHIN.search(joined) and not _TOTAL_WITH_TAX.search(joined):
        return frozenset({Label.TAX})
    if _AMOUNT_ALONE.fullmatch(joined):
        return frozenset({Label.TOTAL})
    return frozenset({Label.CHANGE}) if _REST_ALONE.fullmatch(joined) else None


def _has(joined: str, text: str, word: str) -> bool:
    if word == "CHANGE":  # CHARGE is one letter away
        return word in joined or (bool(_MISREAD_CHANGE.search(joined)) and "CHARGE" not in joined)
    if word in OWN_WORDS:
        return word in words(text) or (joined.startswith(word) and len(joined) <= len(word) + _MAX_OWN_LONGER)
    return word in joined if word in EXACT_WORDS else holds(joined, word)


def _look_again(joined: str) -> set[Label]:
    if len(joined) >= _MAX_LENGTH_OF_LAST_LOOK:
        return set()
    confused = joined.translate(_CONFUSED)
    found = {label for word, label in _LAST_WORDS.items() if word in confused}
    return found - {Label.TOTAL} if Label.SUBTOTAL in found else found
