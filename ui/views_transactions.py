"""Views of the Transactions page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import ClassVar

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.receipts.document import Document
from ui.views import Button, Choice, ChoicePanel, EmptyView


@dataclass(frozen=True, slots=True)
class SaleRows:
    """The sales of a list, newest first. Times are shown in ``zone``, with the date if asked."""

    holds_buttons: ClassVar[bool] = False

    rows: tuple[SaleRecord, ...]
    zone: tzinfo
    with_date: bool


@dataclass(frozen=True, slots=True)
class SaleDetail:
    """The sale that is chosen: its slip, or its facts where there is none.

    ``beside`` are smaller buttons that stand at the right of ``buttons``, where one does.
    """

    slip: Document | None
    title: Message
    lines: tuple[Message, ...]
    facts: tuple[tuple[Message, Message], ...]
    buttons: tuple[Button, ...]
    contact: tuple[Message, ...] = ()
    beside: tuple[Button | None, ...] = ()
    name: Message | None = None
    pair: tuple[Button, ...] = ()
    """What gives money back, below the list, behind the sale's ``name``."""


@dataclass(frozen=True, slots=True)
class TransactionsView:
    """Sales by voucher, day, way to pay, state and cashier, and one of them in full."""

    typed: str
    hint: Message
    field: Button
    clear: Button | None
    problem: Message | None
    chips: tuple[Choice, ...]
    panel: ChoicePanel | None
    keypad: bool
    typed_below: bool
    """The figures to touch are those of the on-screen keyboard, not the page's own ``keypad``."""
    rows: SaleRows
    selected_id: int
    has_more: bool
    has_newer: bool
    empty: EmptyView | None
    detail: SaleDetail | None
