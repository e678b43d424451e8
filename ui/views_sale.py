"""Views of the pages of a sale, from its amount to how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.qr.symbol import Symbol
from kpay_desktop.receipts.document import Document
from ui.views import Button, Tone
from ui.views_cash import ChangeView
from ui.views_more import PaperHelp


@dataclass(frozen=True, slots=True)
class TipChoice:
    """One tip button; ``value`` goes back in the press."""

    holds_buttons: ClassVar[bool] = False

    value: str
    label: Message
    chosen: bool


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A sale of the open batch, as its card lists it."""

    voucher: str
    time: str
    method: Method
    total_minor: int
    state: SaleState


@dataclass(frozen=True, slots=True)
class BatchView:
    """The open batch's card. What was confirmed by hand is counted apart."""

    holds_buttons: ClassVar[bool] = False

    count: int
    total_minor: int
    rows: tuple[BatchRow, ...]
    by_hand_count: int = 0
    by_hand_minor: int = 0


@dataclass(frozen=True, slots=True)
class AmountView:
    """The keypad page. ``editing_tip``: the keypad fills the tip (Other…)."""

    prompt: Message
    amount_minor: int
    tip_minor: int
    total_minor: int
    tips: tuple[TipChoice, ...]
    editing_tip: bool
    charge: Button
    back: Button | None
    hint: Message | None
    hint_tone: Tone
    batch: BatchView


@dataclass(frozen=True, slots=True)
class TotalView:
    """The column at the right: what is being paid."""

    total_minor: int
    amount_minor: int
    tip_minor: int
    tip_percent: int | None
    method: Method | None = None
    voucher: str = ""
    way_out: Button | None = None
    time_left: str = ""


@dataclass(frozen=True, slots=True)
class MethodChoice:
    """A way to pay: its method and a button for each mode it offers."""

    method: Method
    name: Message
    hint: Message
    buttons: tuple[Button, ...]
    modes: tuple[QrMode, ...]


@dataclass(frozen=True, slots=True)
class MethodView:
    """The ways to pay that the profile offers."""

    methods: tuple[MethodChoice, ...]
    total: TotalView


@dataclass(frozen=True, slots=True)
class ConfirmView:
    """The total once more, before the customer pays."""

    title: Message
    body: Message
    method: Method
    confirm: Button
    total: TotalView


@dataclass(frozen=True, slots=True)
class ShowQrView:
    """The code and its clock. ``symbol`` is None while the gateway makes it or once it is gone."""

    badge: Message
    badge_tone: Tone
    title: Message
    body: Message
    symbol: Symbol | None
    seconds_left: int | None
    seconds_total: int
    checked_ago_s: int | None
    clock_line: Message | None
    buttons: tuple[Button, ...]
    total: TotalView


@dataclass(frozen=True, slots=True)
class ResultView:
    """How a sale ended, or that it is not known yet.

    ``mark``: ``tick``, ``cross``, ``wait``, ``alert`` or ``hand``. ``slip`` is drawn as paper at
    the right; without one, ``facts`` are listed there.
    """

    mark: str
    tone: Tone
    title: Message
    lines: tuple[Message, ...]
    buttons: tuple[Button, ...]
    slip: Document | None
    facts_title: Message | None = None
    facts: tuple[tuple[Message, Message], ...] = ()
    contact: tuple[Message, ...] = ()
    working: bool = False
    """True while the program goes on working by itself: a quiet moving bar."""
    prompt: Message | None = None
    """What somebody has to do at once, beside the result: take the card out."""
    paper: PaperHelp | None = None
    """What to do with the printer; the page has no column at the side then."""
    change: ChangeView | None = None
    """What goes back to a customer who paid in cash."""
