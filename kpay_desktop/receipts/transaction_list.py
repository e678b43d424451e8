"""The transaction list 交易明细: every row of a batch or a day, and subtotals per method.

What has not been charged, or is not known, stands in the list and in no subtotal. A long list goes
over several slips, so that a roll that ends loses one of them and not all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from kpay_desktop.domain.card import Scheme
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.receipts.card_sale import last_four
from kpay_desktop.receipts.document import Centered, Columns, Document, Row, Rule
from kpay_desktop.receipts.frame import (
    Frame,
    counted,
    framed,
    heading,
    summed,
    time_row,
)
from kpay_desktop.receipts.sale_slip import fact
from kpay_desktop.receipts.till_words import (
    RETURN_STATES,
    RETURNS,
    SALE_STATES,
    Cash,
    PaidWith,
    TillWord,
    paid_name,
)
from kpay_desktop.receipts.words import SlipWord, Word

ROWS_OF_A_SLIP: Final = 100
"""Rows of one slip of a list: some two metres of paper."""

_COUNTED_SALES: Final = frozenset({SaleState.APPROVED, SaleState.BY_HAND})


class Counted(StrEnum):
    """Where a row's money is counted."""

    YES = "yes"
    BY_HAND = "by_hand"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One row. ``kind`` is None of a sale; amounts are cents above zero, whatever it is.

    A sale that was voided stays in the list as it was approved, with its void as a row of its own.
    ``last_four`` is a card's, ``reference`` a wallet's transaction number; either may be empty.
    ``is_by_hand`` of a return: of money that no bank confirmed, so that it meets its sale.

    Raises:
        ValueError: an amount is negative, or the state is none of this kind of row.
    """

    voucher: str
    at: datetime
    paid: PaidWith
    amount_minor: int
    state: SaleState | ReturnState
    kind: ReturnKind | None = None
    tip_minor: int = 0
    last_four: str = ""
    reference: str = ""
    approval_code: str = ""
    cashier: str = ""
    is_by_hand: bool = False

    def __post_init__(self) -> None:
        if self.amount_minor < 0 or self.tip_minor < 0:
            raise ValueError("a row's amounts are what it is about, not which way they went")
        if isinstance(self.state, SaleState) is not (self.kind is None):
            raise ValueError("a sale has a sale's state, a return a return's")

    @property
    def total_minor(self) -> int:
        """What the row is about, with its tip; below zero where money went back."""
        total = self.amount_minor + self.tip_minor
        return total if self.kind is None else -total

    @property
    def counted(self) -> Counted:
        """Where the row's money is counted."""
        if self.state not in _COUNTED_SALES and self.state is not ReturnState.DONE:
            return Counted.NO
        is_by_hand = self.is_by_hand or self.state is SaleState.BY_HAND
        return Counted.BY_HAND if is_by_hand else Counted.YES


@dataclass(frozen=True, slots=True)
class Subtotal:
    """What came by one method: how many rows, how many cents, money back taken off."""

    paid: PaidWith
    is_by_hand: bool
    rows: int
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionList:
    """A batch's rows, or a day's, in the order they are to be printed."""

    frame: Frame
    rows: tuple[ListRow, ...] = ()
    batch_no: int = 0


def subtotals(rows: Iterable[ListRow]) -> tuple[Subtotal, ...]:
    """Return what counts per method, in the order the methods first appear; by hand apart."""
    found: dict[tuple[PaidWith, bool], tuple[int, int]] = {}
    for row in rows:
        if row.counted is Counted.NO:
            continue
        key = (row.paid, row.counted is Counted.BY_HAND)
        count, minor = found.get(key, (0, 0))
        found[key] = (count + 1, minor + row.total_minor)
    return tuple(Subtotal(*key, *figures) for key, figures in found.items())


def transaction_list(
    listed: TransactionList, rows_of_a_slip: int = ROWS_OF_A_SLIP
) -> tuple[Document, ...]:
    """Return the list as documents, one at least; the subtotals stand on the last.

    Raises:
        ValueError: a slip would hold no row.
    """
    if rows_of_a_slip < 1:
        raise ValueError("a slip holds a row at least")
    starts = range(0, max(1, len(listed.rows)), rows_of_a_slip)
    return tuple(
        _part(listed, number, len(starts), listed.rows[start : start + rows_of_a_slip])
        for number, start in enumerate(starts, 1)
    )


def _part(
    listed: TransactionList, number: int, parts: int, its_rows: tuple[ListRow, ...]
) -> Document:
    frame = listed.frame
    languages = frame.languages
    batch = f"{listed.batch_no:06d}" if listed.batch_no else ""
    rows: list[Row] = [fact(frame, Word.BATCH, batch)] if batch else []
    rows.append(time_row(frame))
    if parts > 1:
        rows.append(fact(frame, TillWord.PART, f"{number}/{parts}"))
    rows += [Rule(), *(Centered(TillWord.IN_SGD.text((language,))) for language in languages)]
    if not its_rows:
        rows.append(Centered(TillWord.NOTHING_SOLD.text(languages), bold=True))
    for row in its_rows:
        rows += [Rule(), *_row(frame, row)]
    if number < parts:
        rows += heading(frame, TillWord.GOES_ON)
    else:
        rows += _subtotals(listed)
    title = f"{batch} {number}/{parts}".strip() if parts > 1 else batch
    return framed(frame, title, TillWord.TRANSACTION_LIST, "", rows)


def _row(frame: Frame, row: ListRow) -> list[Row]:
    languages = frame.languages
    kind = TillWord.SALE_ROW if row.kind is None else RETURNS[row.kind]
    at = row.at.astimezone(frame.at.tzinfo).strftime("%m-%d %H:%M")
    name = paid_name(row.paid, languages)
    digits = last_four(row.last_four) if isinstance(row.paid, Scheme) else ""
    by = " ".join(part for part in (row.approval_code, row.cashier) if part)
    lines: list[Row] = [
        Columns(f"{row.voucher} {kind.text(languages)}", at),
        summed(f"{name} *{digits}" if digits else name, row.total_minor, bold=True),
    ]
    if row.reference and not isinstance(row.paid, Scheme):
        lines.append(Columns(right=row.reference))
    if row.tip_minor:
        tip = row.tip_minor if row.kind is None else -row.tip_minor
        lines.append(summed(f" {TillWord.TIPS.text(languages)}", tip))
    lines.append(Columns(_state(row).text(languages), by))
    return lines


def _state(row: ListRow) -> TillWord:
    # Apart: a sale's and a return's states share some of their values, and not their words.
    if isinstance(row.state, SaleState):
        if isinstance(row.paid, Cash) and row.state is SaleState.APPROVED:
            return TillWord.PAID  # nobody approves cash
        return SALE_STATES[row.state]
    return RETURN_STATES[row.state]


def _subtotals(listed: TransactionList) -> list[Row]:
    """Return what came per method, then its total; what no bank confirmed stands behind that."""
    languages = listed.frame.languages
    rows = heading(listed.frame, TillWord.SUBTOTALS)
    found = subtotals(listed.rows)
    for one in found:
        if not one.is_by_hand:
            rows += counted(paid_name(one.paid, languages), one.rows, one.minor)
    rows += _all(listed, Word.TOTAL, Counted.YES, is_bold=True)
    if any(one.is_by_hand for one in found):
        rows.append(Columns(Word.BY_HAND.text(languages)))
    for one in found:
        if one.is_by_hand:
            rows += counted(paid_name(one.paid, languages), one.rows, one.minor)
    if any(row.counted is Counted.NO for row in listed.rows):
        rows += _all(listed, TillWord.NOT_COUNTED, Counted.NO)
    return [*rows, Rule()]


def _all(
    listed: TransactionList, label: SlipWord, where: Counted, *, is_bold: bool = False
) -> list[Row]:
    minors = [row.total_minor for row in listed.rows if row.counted is where]
    text = label.text(listed.frame.languages)
    return counted(text, len(minors), sum(minors), bold=is_bold)
