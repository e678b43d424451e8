"""What the Transactions page looks for and has found, and how keys change it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from kpay_desktop.domain.ledger import ReturnCandidate, ReturnRecord
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.records import (
    SaleFilter,
    SaleKey,
    SalePage,
    SaleRecord,
    SlipCopy,
)
from kpay_desktop.domain.returns import ReturnState
from kpay_desktop.domain.sale import Method, SaleState
from kpay_desktop.receipts.slip_code import SlipCode, read_slip_code

if TYPE_CHECKING:
    from ui.till_model import SlipProgress

VOUCHER_DIGITS = 6
TODAY, ALL_DAYS = "today", "all"
#: How many rows are kept. Further ones come as they are scrolled to, and those furthest from them
#: go: a list of a million sales takes no more room than this.
MOST_ROWS = 500

# What a scanner types ahead of a slip's own figures.
_CODE_START = "KPAY:V:"
_MOST_TYPED = len(_CODE_START) + len("80010001:000042:000138")


class Way(StrEnum):
    """Where the rows that are asked for lie: anew from the top, below the last, above the first."""

    ANEW = "anew"
    OLDER = "older"
    NEWER = "newer"


class Panel(StrEnum):
    """Choices that open in the page, one at a time."""

    DATE = "date"
    METHOD = "method"
    STATE = "state"
    CASHIER = "cashier"
    KEYPAD = "keypad"


@dataclass(frozen=True, slots=True)
class SaleSearch:
    """The page's own state.

    ``day`` is ``today``, ``all`` or a date as in ``2026-11-22``. ``asked`` is what the rows are of,
    ``request`` the number of the newest question: answers to others are dropped. ``rows`` are a
    window on all there is; ``older_key`` and ``newer_key`` are the places to go on from at its
    ends, while anything lies beyond. ``selected`` may have left the window. ``back`` is what has
    gone back for it, ``back_request`` the number of that question, below zero.
    """

    typed: str = ""
    day: str = TODAY
    method: Method | None = None
    state: SaleState | None = None
    cashier_id: str = ""
    panel: Panel | None = None
    month: date | None = None
    request: int = 0
    loading: bool = False
    loading_since: float = 0.0
    way: Way = Way.ANEW
    asked: SaleFilter = field(default_factory=SaleFilter)
    rows: tuple[SaleRecord, ...] = ()
    older_key: SaleKey | None = None
    newer_key: SaleKey | None = None
    fault: Message | None = None
    problem: Message | None = None
    selected: SaleRecord | None = None
    slips: tuple[tuple[SlipCopy, SlipProgress], ...] = ()
    back_request: int = 0
    back: ReturnCandidate | None = None

    @property
    def gone_back(self) -> tuple[ReturnRecord, ...]:
        """What has gone back for the selected sale, newest first, once that is known."""
        if self.back is None or self.back.sale.identity.sale_id != self.selected_id:
            return ()
        done = [one for one in self.back.returns if one.state is ReturnState.DONE]
        return tuple(reversed(done))

    @property
    def selected_id(self) -> int:
        """The number of the sale that is shown at the right; 0 if none is."""
        return 0 if self.selected is None else self.selected.identity.sale_id

    @property
    def is_narrowed(self) -> bool:
        """True if anything but the day's usual list is asked for."""
        return bool(self.typed or self.day != TODAY or self.method or self.state or self.cashier_id)

    def key(self, way: Way) -> SaleKey | None:
        """Return the place that the rows of ``way`` lie behind; None if there are none."""
        return {Way.ANEW: None, Way.OLDER: self.older_key, Way.NEWER: self.newer_key}[way]


def with_page(search: SaleSearch, page: SalePage) -> SaleSearch:
    """Return the search with the page that it asked for, its window moved there."""
    rows = page.rows
    older, newer = page.next_key, None
    if search.way is Way.OLDER:
        rows, newer = (*search.rows, *rows), search.newer_key
        if len(rows) > MOST_ROWS:
            rows = rows[-MOST_ROWS:]
            newer = _place(rows[0])
    elif search.way is Way.NEWER:
        rows, older, newer = (*rows, *search.rows), search.older_key, page.next_key
        if len(rows) > MOST_ROWS:
            rows = rows[:MOST_ROWS]
            older = _place(rows[-1])
    return replace(search, loading=False, rows=rows, older_key=older, newer_key=newer)


def _place(sale: SaleRecord) -> SaleKey:
    return SaleKey(sale.created_at, sale.identity.sale_id)


def stepped(search: SaleSearch, steps: int) -> SaleRecord | None:
    """Return the sale ``steps`` below the selected one, as far as there are rows.

    From one that has left the window, the nearest row is the first step.
    """
    rows, chosen = search.rows, search.selected
    if not rows:
        return None
    numbers = [row.identity.sale_id for row in rows]
    if search.selected_id in numbers:
        at = numbers.index(search.selected_id) + steps
    else:
        at = 0 if chosen is None or _place(chosen) > _place(rows[0]) else len(rows) - 1
    return rows[max(0, min(len(rows) - 1, at))]


def day_bounds(day: str, today: date, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """Return the first moment of a day and the first after it, on the till's own clock."""
    if day == ALL_DAYS:
        return None, None
    first = today if day == TODAY else date.fromisoformat(day)
    since = datetime.combine(first, time(), zone)
    return since, since + timedelta(days=1)


def list_filter(search: SaleSearch, today: date, zone: tzinfo) -> SaleFilter:
    """Return what the chips ask for."""
    since, until = day_bounds(search.day, today, zone)
    return SaleFilter(
        since=since,
        until=until,
        method=search.method,
        state=search.state,
        cashier_id=search.cashier_id,
    )


def typed_after(typed: str, text: str) -> str:
    """Return what stands in the field after ``text``; what belongs to no number is left out.

    A figure behind six figures begins the next number, and so does the start of a slip's code.
    """
    for character in unicodedata.normalize("NFKC", text).upper():
        longer = typed + character
        if _may_grow(longer):
            typed = longer
        elif character.isdecimal() or character == _CODE_START[0]:
            typed = character
    return typed


def _may_grow(text: str) -> bool:
    if text.isascii() and text.isdigit():
        return len(text) <= VOUCHER_DIGITS
    if len(text) <= len(_CODE_START):
        return _CODE_START.startswith(text)
    rest = text[len(_CODE_START) :]
    fits = all(c == ":" or (c.isascii() and c.isalnum()) for c in rest)
    return text.startswith(_CODE_START) and fits and len(text) <= _MOST_TYPED


def begins_code(typed: str) -> bool:
    """True if ``typed`` is a slip's code, or the beginning of one."""
    return typed[:1] == _CODE_START[0]


def typed_voucher(typed: str) -> str:
    """Return the voucher number that ``typed`` means, with its leading zeros, or nothing."""
    return typed.zfill(VOUCHER_DIGITS) if typed.isdigit() and int(typed) > 0 else ""


def typed_slip(typed: str) -> SlipCode | None:
    """Return the slip whose code was typed or scanned, once all of it is there."""
    return read_slip_code(typed)


def month_of(search: SaleSearch, today: date) -> date:
    """Return the first day of the month that the calendar shows."""
    if search.month is not None:
        return search.month
    shown = today if search.day in {TODAY, ALL_DAYS} else date.fromisoformat(search.day)
    return shown.replace(day=1)


def with_choice(search: SaleSearch, choice: str) -> SaleSearch:
    """Return the search after a choice such as ``method:paynow``; an empty value means all.

    Raises:
        ValueError: there is no such choice.
    """
    name, _, value = choice.partition(":")
    match name:
        case "day":
            if value not in {TODAY, ALL_DAYS}:
                date.fromisoformat(value)
            return replace(search, day=value, panel=None, month=None)
        case "method":
            return replace(search, method=Method(value) if value else None, panel=None)
        case "state":
            return replace(search, state=SaleState(value) if value else None, panel=None)
        case "cashier":
            return replace(search, cashier_id=value, panel=None)
        case _:
            raise ValueError(f"no such choice: {name}")
