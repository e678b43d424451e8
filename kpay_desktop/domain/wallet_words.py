"""What a wallet says of a payment by a customer's code that it refused, in its own words.

WeChat Pay, Alipay and the acquirers between write the same things differently, and several
spellings are live. Only what stands here says for sure that nobody is charged. Everything else
(``PAYERROR``, a word that nobody listed) has been seen with money taken.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

#: The longest word of a wallet, in characters.
LONGEST_WORD: Final = 48

_WORD = re.compile(r"[A-Z]+(?:[_.][A-Z]+)*")


class WalletRefusal(StrEnum):
    """Why nobody is charged, however the wallet writes it."""

    CODE_EXPIRED = "code_expired"
    CODE_INVALID = "code_invalid"
    NOT_ENOUGH = "not_enough"


HARMLESS: Final = {
    "AUTHCODEEXPIRE": WalletRefusal.CODE_EXPIRED,
    "AUTHCODE_EXPIRE": WalletRefusal.CODE_EXPIRED,
    "AUTHCODE_EXPIRED": WalletRefusal.CODE_EXPIRED,
    "AUTH_CODE_EXPIRE": WalletRefusal.CODE_EXPIRED,
    "AUTH_CODE_EXPIRED": WalletRefusal.CODE_EXPIRED,
    "AUTHCODEINVALID": WalletRefusal.CODE_INVALID,
    "AUTHCODE_INVALID": WalletRefusal.CODE_INVALID,
    "AUTH_CODE_INVALID": WalletRefusal.CODE_INVALID,
    "PAYMENT_AUTH_CODE_INVALID": WalletRefusal.CODE_INVALID,
    "NOTENOUGH": WalletRefusal.NOT_ENOUGH,
    "NOT_ENOUGH": WalletRefusal.NOT_ENOUGH,
    "BALANCE_NOT_ENOUGH": WalletRefusal.NOT_ENOUGH,
    "BUYER_BALANCE_NOT_ENOUGH": WalletRefusal.NOT_ENOUGH,
}

"""Every spelling after which nobody is charged."""

HARMLESS_WORDS: Final = frozenset(HARMLESS)


def wallet_word(text: str) -> str:
    """Return the word that ``text`` begins with (``AUTHCODEEXPIRE: …``), or nothing.

    Alipay's ``ACQ.`` ahead of it is taken off. Sentences, figures and codes are no words.
    """
    word, _, _ = text.partition(":")
    word = word.strip()
    if len(word) > LONGEST_WORD or not _WORD.fullmatch(word):
        return ""
    return word.removeprefix("ACQ.")


def refusal_of(word: str) -> WalletRefusal | None:
    """Return why nobody is charged; None if the word does not say so."""
    return HARMLESS.get(word)
