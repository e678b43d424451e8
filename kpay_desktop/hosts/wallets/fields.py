"""The fields of the gateway's protocol, read and written one by one; nothing is taken on trust."""

from __future__ import annotations

import re

from kpay_desktop.domain.money import CURRENCY
from kpay_desktop.hosts.wallets.messages import Fields, UnbelievedError
from kpay_desktop.ports import NoAnswerReason, Payment

DONE = "0000"
NOT_FOUND = "1001"
PENDING = frozenset({"2000", "2008"})
ALREADY_PAID = "3020"
EXPIRED = "3054"
CLOSED = frozenset({"3050", EXPIRED})
# Funds may have moved (3088, 3089), and a number that was used before (3888): ask, never conclude.
UNSURE = frozenset({"3088", "3089", "3888"})

MAX_TEXT = 100

NUMBER = re.compile(r"[A-Za-z0-9]{1,32}\Z")
_CENTS = re.compile(r"[0-9]{1,12}\Z")
_STATUS = re.compile(r"[0-9A-Za-z]{1,8}\Z")
_TXN_NO = re.compile(r"[A-Za-z0-9_.-]{1,64}\Z")


def malformed(what: str) -> UnbelievedError:
    """Return the error for a field that is not written as it must be."""
    return UnbelievedError(NoAnswerReason.MALFORMED, what)


def mismatch(what: str) -> UnbelievedError:
    """Return the error for a field that is about something else."""
    return UnbelievedError(NoAnswerReason.MISMATCH, what)


# --- written --------------------------------------------------------------------------------


def own_number(number: str) -> str:
    """Return ``number`` as a number that we gave out.

    Raises:
        ValueError: it is none.
    """
    if not NUMBER.match(number):
        raise ValueError("a number has 1 to 32 letters and digits")
    return number


def own_txn_no(number: str) -> str:
    """Return a wallet's transaction number as it is sent back.

    Raises:
        ValueError: it is none.
    """
    if not _TXN_NO.match(number):
        raise ValueError("a refund names the payment's transaction number")
    return number


def write_cents(amount_minor: int) -> str:
    """Return an amount in cents as the protocol writes it.

    Raises:
        ValueError: it is not positive, or over twelve digits.
    """
    if not 0 < amount_minor < 10**12:
        raise ValueError("an amount is positive and has at most twelve digits")
    return str(amount_minor)


def plain_text(text: str) -> str:
    """Return ``text`` without what could be taken for another field of the signed text."""
    kept = "".join(one for one in text if one.isprintable() and one not in "&=")
    return kept.strip()[:MAX_TEXT]


# --- read; each raises UnbelievedError ------------------------------------------------------


def status_of(answer: Fields) -> str:
    """Return ``trxstatus``."""
    status = answer.get("trxstatus", "")
    if not _STATUS.match(status):
        raise malformed("trxstatus")
    return status


def is_failure(status: str) -> bool:
    """True for a status that says: failed, and no money moved."""
    return re.fullmatch(r"3[0-9]{3}", status) is not None and status not in UNSURE


def check_number(answer: Fields, name: str, number: str, *, must: bool = True) -> None:
    """Check that the field is ``number``; it may be missing unless it ``must`` be there."""
    value = answer.get(name, "")
    if value != number and (must or value):
        raise mismatch(name)


def check_currency(answer: Fields, *, must: bool) -> None:
    """Check that amounts are in our currency."""
    currency = answer.get("currency", "")
    if currency != CURRENCY and (must or currency):
        raise mismatch("currency")


def check_amount(answer: Fields, name: str, amount_minor: int) -> None:
    """Check that an amount, where it is said, is ``amount_minor`` cents."""
    if answer.get(name) and amount_of(answer, name) != amount_minor:
        raise mismatch(name)


def amount_of(answer: Fields, name: str) -> int:
    """Return an amount in cents; it may be nothing, but must be said."""
    text = answer.get(name, "")
    if not _CENTS.match(text):
        raise malformed(name)
    return int(text)


def positive(cents: int, name: str) -> int:
    """Return ``cents`` if they are any."""
    if cents <= 0:
        raise malformed(name)
    return cents


def txn_no(answer: Fields, name: str) -> str:
    """Return a transaction number."""
    number = answer.get(name, "")
    if not _TXN_NO.match(number):
        raise malformed(name)
    return number


def listed_payment(entry: str) -> Payment:
    """Return one payment of a list: ``number:cents``."""
    number, _, cents = entry.partition(":")
    if not _TXN_NO.match(number) or not _CENTS.match(cents):
        raise malformed("payments")
    return Payment(number, positive(int(cents), "payments"))


def words_of(answer: Fields) -> str:
    """Return the gateway's own words, at most a line of them."""
    return (answer.get("errmsg") or answer.get("retmsg") or "")[:MAX_TEXT]


def masked(payer: str) -> str:
    """Return an account of a payer as it may be kept: the last four, unless masked already."""
    if not payer or "*" in payer:
        return payer[:MAX_TEXT]
    return "****" + payer[-4:] if len(payer) > 4 else "****"
