"""The words for a card host's response code (field 39), as message ids.

Z1 and Z3 are not a host's: the card declined by itself, or nobody could be asked.
"""

from __future__ import annotations

from kpay_desktop.domain.message import Message, message

_WORDS = {
    "approved": ("00",),
    "call_issuer": ("01", "02"),
    "not_set_up": ("03", "97"),
    "card_not_accepted": ("04", "07", "41", "43"),
    "declined": ("05",),
    "invalid_transaction": ("12",),
    "invalid_amount": ("13",),
    "invalid_card": ("14",),
    "original_not_found": ("25",),
    "format_error": ("30",),
    "insert_chip": ("45",),
    "no_funds": ("51",),
    "card_expired": ("54",),
    "pin_required": ("55",),
    "not_permitted": ("57", "58"),
    "limit_exceeded": ("61", "65"),
    "timed_out": ("68", "98"),
    "batch_differs": ("77", "80"),
    "unavailable": ("91", "96"),
    "duplicate": ("94",),
    "totals_differ": ("95",),
    "mac_error": ("A0",),
    "card_declined": ("Z1",),
    "cannot_go_online": ("Z3",),
}
_NAMES = {code: name for name, codes in _WORDS.items() for code in codes}

#: Every message id that :func:`words_for` can return.
MESSAGE_IDS = (*(f"hostcode.{name}" for name in _WORDS), "hostcode.not_known")


def words_for(code: str) -> Message:
    """Return the message for a code; one that no table knows is named in it."""
    name = _NAMES.get(code)
    return message("hostcode.not_known", code=code) if name is None else message(f"hostcode.{name}")
