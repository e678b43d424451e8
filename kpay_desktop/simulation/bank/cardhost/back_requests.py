"""Voids, refunds and settlement as a till asks for them, taken out of a message and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kpay_desktop.simulation.bank.cardhost.message import Message
from kpay_desktop.simulation.bank.cardhost.requests import (
    FORMAT_ERROR,
    Card,
    RefusedError,
    amount_of,
    card_of,
    check_merchant,
    need,
    voucher_of,
)

VOID, REFUND = "020000", "200000"
KINDS = {"000000": "sale", VOID: "void", REFUND: "refund"}
_TOTALS = re.compile(r"([0-9]{3})([0-9]{12})([0-9]{3})([0-9]{12})0*")
_ORIGINAL = re.compile(r"[0-9]{4}([0-9]{6})[0-9A-Z ]{12}")


@dataclass(frozen=True, slots=True)
class BackRequest:
    """A void (0200, 020000) of the sale with its voucher, or a refund (0200, 200000)."""

    kind: str
    terminal: str
    stan: str
    voucher: str
    amount_minor: int
    rrn: str
    card: Card


@dataclass(frozen=True, slots=True)
class BatchTotals:
    """Totals of a batch: counts and cents of sales and of refunds."""

    sales: int
    sales_minor: int
    refunds: int
    refunds_minor: int

    def __str__(self) -> str:
        """Field 63: counts of three digits, amounts of twelve, then zeros."""
        text = f"{self.sales:03d}{self.sales_minor:012d}{self.refunds:03d}{self.refunds_minor:012d}"
        return text.ljust(90, "0")


@dataclass(frozen=True, slots=True)
class SettleRequest:
    """A till's totals (0500, 920000), or the end of its upload (0500, 960000)."""

    terminal: str
    stan: str
    batch_no: int
    totals: BatchTotals
    is_end: bool


@dataclass(frozen=True, slots=True)
class RowRequest:
    """One row of an upload (0320). ``original_stan`` is the number that the row was made with."""

    terminal: str
    stan: str
    kind: str
    original_stan: str
    voucher: str
    amount_minor: int


def back_request(message: Message, merchant_id: str) -> BackRequest:
    """Return the void or refund that a message asks for.

    Raises:
        RefusedError: it asks for none that the host could do.
    """
    need(message, 3, 4, 11, 22, 24, 25, 41, 42, 62)
    check_merchant(message, merchant_id)
    return BackRequest(
        kind=KINDS[message.text(3)],
        terminal=message.text(41),
        stan=message.text(11),
        voucher=voucher_of(message),
        amount_minor=amount_of(message),
        rrn=message.text(37).strip(),
        card=card_of(message),
    )


def settle_request(message: Message, merchant_id: str) -> SettleRequest:
    """Return the totals that a message holds.

    Raises:
        RefusedError: it holds none.
    """
    need(message, 3, 11, 24, 41, 42, 60, 63)
    check_merchant(message, merchant_id)
    batch, totals = message.text(60), _TOTALS.fullmatch(message.text(63))
    if totals is None or len(batch) != 6 or not batch.isdecimal():
        raise RefusedError(FORMAT_ERROR)
    figures = [int(figure) for figure in totals.groups()]
    return SettleRequest(
        terminal=message.text(41),
        stan=message.text(11),
        batch_no=int(batch),
        totals=BatchTotals(*figures),
        is_end=message.text(3) == "960000",
    )


def row_request(message: Message, merchant_id: str) -> RowRequest:
    """Return the row that a message holds.

    Raises:
        RefusedError: it holds none.
    """
    need(message, 3, 4, 11, 22, 24, 25, 37, 38, 39, 41, 42, 60, 62)
    check_merchant(message, merchant_id)
    original = _ORIGINAL.fullmatch(message.text(60))
    if original is None or message.text(3) not in KINDS:
        raise RefusedError(FORMAT_ERROR)
    return RowRequest(
        terminal=message.text(41),
        stan=message.text(11),
        kind=KINDS[message.text(3)],
        original_stan=original[1],
        voucher=voucher_of(message),
        amount_minor=amount_of(message),
    )
