"""What the slips of all sales share: the shop at the head, the money, the marks and the foot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypedDict

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.sale import OTHER_AMOUNT, QrMode, SaleState
from kpay_desktop.receipts.document import (
    Centered,
    Columns,
    Document,
    Feed,
    QrCode,
    Row,
    Rule,
    Size,
)
from kpay_desktop.receipts.slip_code import SlipCode
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.words import BOTH, SlipWord, Word


class ShopFacts(Protocol):
    """What a head and the marks of any document need to know."""

    @property
    def merchant(self) -> str:
        """The name over the door."""

    @property
    def registered_name(self) -> str:
        """The name it is registered by; may be empty."""

    @property
    def address(self) -> tuple[str, ...]:
        """Its lines."""

    @property
    def gst_number(self) -> str:
        """Empty where the shop is not registered for GST."""

    @property
    def merchant_id(self) -> str:
        """The acquirer's number of the merchant."""

    @property
    def terminal_id(self) -> str:
        """The acquirer's number of the till."""

    @property
    def is_duplicate(self) -> bool:
        """True if another may be on paper already."""

    @property
    def languages(self) -> tuple[Language, ...]:
        """What it speaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleSlip:
    """What every sale's slip says. Amounts in cents.

    ``at`` is aware and is printed in its own time zone. ``gst_rate_percent`` of 0 leaves the GST
    line out. ``address`` may be empty, and so may ``gst_number`` and ``cashier``.
    ``is_other_amount``: a supervisor accepted what was paid in place of the total asked for.
    ``is_by_hand``: a supervisor says that the money came, and no bank does; such a slip never
    claims an approval.

    Raises:
        ValueError: the time has no zone, or there is no language.
    """

    merchant: str
    merchant_id: str
    terminal_id: str
    voucher: str
    batch_no: int
    at: datetime
    amount_minor: int
    tip_minor: int
    copy: SlipCopy
    terminal: str
    address: tuple[str, ...] = ()
    registered_name: str = ""
    gst_number: str = ""
    gst_rate_percent: int = 0
    cashier: str = ""
    is_duplicate: bool = False
    is_simulated: bool = False
    is_other_amount: bool = False
    is_by_hand: bool = False
    languages: tuple[Language, ...] = BOTH

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a slip's time says its time zone")
        if not self.languages:
            raise ValueError("a slip speaks one language or two")

    @property
    def total_minor(self) -> int:
        """Amount and tip, in cents."""
        return self.amount_minor + self.tip_minor


class SaleFacts(TypedDict):
    """The arguments of :class:`SaleSlip`."""

    merchant: str
    merchant_id: str
    terminal_id: str
    voucher: str
    batch_no: int
    at: datetime
    amount_minor: int
    tip_minor: int
    copy: SlipCopy
    terminal: str
    address: tuple[str, ...]
    registered_name: str
    gst_number: str
    gst_rate_percent: int
    cashier: str
    is_duplicate: bool
    is_simulated: bool
    is_other_amount: bool
    is_by_hand: bool
    languages: tuple[Language, ...]


def sale_facts(
    sale: SaleRecord, shop: SlipShop, copy: SlipCopy, *, is_duplicate: bool
) -> SaleFacts:
    """Return what any sale's slip says of ``sale`` as the store has it.

    Its time is when it was paid; where nobody gave one, when the sale was finished.
    """
    at = sale.paid_at or sale.finished_at or sale.created_at
    merchant, terminal = shop.merchant, shop.terminal
    return SaleFacts(
        merchant=merchant.name,
        registered_name=merchant.registered_name,
        address=merchant.address,
        gst_number=merchant.gst_number,
        gst_rate_percent=merchant.gst_rate_percent if merchant.show_gst else 0,
        merchant_id=merchant.merchant_id,
        terminal_id=terminal.terminal_id,
        voucher=sale.identity.voucher,
        batch_no=sale.identity.batch_no,
        at=at.astimezone(shop.time_zone),
        cashier=sale.cashier_id,
        amount_minor=sale.amount_minor,
        tip_minor=sale.tip_minor,
        copy=copy,
        is_duplicate=is_duplicate,
        is_simulated=shop.is_simulated,
        is_other_amount=sale.reason == OTHER_AMOUNT,
        # Of the shop's own code nobody but a person can say anything, whatever a row claims.
        is_by_hand=sale.state is SaleState.BY_HAND or sale.mode is QrMode.OWN,
        languages=shop.languages,
        terminal=f"{terminal.model} {shop.version}",
    )


def gst_part_minor(amount_minor: int, rate_percent: int) -> int:
    """Return the GST contained in a price that includes it: 9/109 of it at 9 %.

    Half a cent rounds up. It is worked out from the amount alone: a voluntary tip bears no GST.
    """
    whole = 100 + rate_percent
    return (2 * amount_minor * rate_percent + whole) // (2 * whole)


def sale_document(slip: SaleSlip, copy: Word, middle: list[Row], proof: list[Row]) -> Document:
    """Return a sale's slip: ``middle`` stands above the money, ``proof`` below it.

    ``copy`` says whose copy it is.
    """
    words = copy.text(slip.languages)
    rows: list[Row] = [
        *simulated_mark(slip.is_simulated),
        *shop_head(slip),
        Rule(),
        Columns(Word.SALE.text(slip.languages), words, bold=True),
        *duplicate_mark(slip),
        *by_hand_mark(slip),
        *middle,
        Rule(),
        *_money(slip),
        *proof,
        *_foot(slip, words),
        *simulated_mark(slip.is_simulated),
    ]
    kind = f"{Word.BY_HAND.text(slip.languages)} " if slip.is_by_hand else ""
    return Document(title=f"{slip.voucher} {kind}{words}", rows=tuple(rows))


def by_hand_mark(slip: SaleSlip) -> list[Row]:
    """Return the mark of what a person confirmed and no bank did: none on what is approved."""
    if not slip.is_by_hand:
        return []
    return [
        Centered(Word.BY_HAND.text(slip.languages), bold=True, size=Size.TALL),
        *(Centered(Word.NO_BANK.text((language,))) for language in slip.languages),
    ]


def simulated_mark(is_simulated: bool) -> list[Row]:
    """Return the mark of what is not real: none on what is."""
    # In both languages whatever the slip's: nobody may take it for the real thing.
    return [Centered(f"*** {Word.SIMULATED.text(BOTH)} ***", bold=True)] * is_simulated


def shop_head(slip: ShopFacts) -> list[Row]:
    """Return the shop's names and numbers."""
    name, registered = slip.merchant, slip.registered_name or slip.merchant
    if name.casefold() == registered.casefold():
        name = registered
    rows: list[Row] = [Centered(name, bold=True, size=Size.LARGE)]
    if name != registered:
        rows.append(Centered(registered))
    rows += [Centered(line) for line in slip.address]
    if slip.gst_number:
        rows.append(Centered(f"{Word.GST_NUMBER.text(slip.languages)} {slip.gst_number}"))
    rows.append(Feed())
    rows.append(fact(slip, Word.MERCHANT_ID, slip.merchant_id))
    rows.append(fact(slip, Word.TERMINAL_ID, slip.terminal_id))
    return rows


def fact(slip: ShopFacts, label: SlipWord, text: str) -> Columns:
    """Return a label and what is said of it."""
    return Columns(label.text(slip.languages), text)


def time_fact(slip: SaleSlip) -> Columns:
    """Return the row of date and time."""
    return fact(slip, Word.TIME, slip.at.strftime("%Y-%m-%d %H:%M:%S"))


def cashier_fact(slip: SaleSlip) -> list[Row]:
    """Return the cashier's row, if there was one."""
    return [fact(slip, Word.CASHIER, slip.cashier)] if slip.cashier else []


def total_row(slip: SaleSlip) -> Columns:
    """Return the total, large."""
    label = Word.TOTAL.text(slip.languages)
    total = format_sgd(slip.total_minor)
    return Columns(label, total, bold=True, size=Size.LARGE, is_money=True)


def duplicate_mark(slip: ShopFacts) -> list[Row]:
    """Return the mark of what may be on paper already: none on the first."""
    words = f"** {Word.DUPLICATE.text(slip.languages)} **"
    return [Centered(words, bold=True)] * slip.is_duplicate


def _money(slip: SaleSlip) -> list[Row]:
    rows: list[Row] = [
        _amount(slip, Word.AMOUNT, slip.amount_minor),
        _amount(slip, Word.TIP, slip.tip_minor),
        total_row(slip),
    ]
    if slip.gst_rate_percent:
        part = gst_part_minor(slip.amount_minor, slip.gst_rate_percent)
        label = f"{Word.GST_PART.text(slip.languages)} {slip.gst_rate_percent}%"
        rows.append(Columns(label, format_sgd(part), is_money=True))
    return [*rows, Rule()]


def _foot(slip: SaleSlip, copy: str) -> list[Row]:
    code = SlipCode(slip.terminal_id, slip.batch_no, slip.voucher)
    return [
        *(by_hand_mark(slip) or [Centered(Word.APPROVED.text(slip.languages), bold=True)]),
        *[Centered(Word.OTHER_AMOUNT.text(slip.languages))] * slip.is_other_amount,
        QrCode(code.text),
        *(Centered(Word.NOT_AN_INVOICE.text((language,))) for language in slip.languages),
        Centered(copy, bold=True),
        *duplicate_mark(slip),
        Centered(slip.terminal),
    ]


def _amount(slip: SaleSlip, label: Word, minor: int) -> Columns:
    return Columns(label.text(slip.languages), format_sgd(minor), is_money=True)
