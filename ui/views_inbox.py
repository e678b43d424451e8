"""Views of the inbox of money that waits for a decision."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.sale import Method
from ui.views import Button, Tone


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A sale whose money waits: what came, why, and how it stands. A touch opens the sale."""

    open: Button
    voucher: str
    time: str
    method: Method
    waiting_minor: int
    why: Message
    state: Message
    tone: Tone


@dataclass(frozen=True, slots=True)
class InboxView:
    """Money that waits for a decision or is on its way back, oldest first.

    ``note`` stands below the rows, or alone where there are none.
    """

    title: Message
    count: Message | None
    rows: tuple[InboxRow, ...]
    note: Message
    back: Button
