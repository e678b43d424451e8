"""What the customer's window shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.sale import Method
from kpay_desktop.qr.symbol import Symbol
from ui.views import Button
from ui.views_card import PadView, WayLamp


class CustomerKind(StrEnum):
    """The customer's pages."""

    IDLE = "idle"
    NAMED = "named"
    TOTAL = "total"
    QR = "qr"
    CARD = "card"
    CHOOSE = "choose"
    SIGN = "sign"
    SHOW_CODE = "show_code"
    ON_PHONE = "on_phone"
    WAIT = "wait"
    PAID = "paid"
    RECEIPT = "receipt"
    BY_HAND = "by_hand"
    NOT_CHARGED = "not_charged"


@dataclass(frozen=True, slots=True)
class CustomerView:
    """Everything the customer's window shows. Never staff data."""

    kind: CustomerKind
    merchant_name: str
    language: Language
    simulated: bool
    total_minor: int = 0
    method: Method | None = None
    symbol: Symbol | None = None
    seconds_left: int | None = None
    title: Message | None = None
    body: Message | None = None
    ways: tuple[Message, ...] = field(default=())
    must_be_seen: bool = False
    """True while the customer needs the window even where it is in the cashier's way."""
    picture: str = ""
    """Name of the icon of what is to be done with the card."""
    lamps: tuple[WayLamp, ...] = ()
    choices: tuple[Button, ...] = ()
    pad: PadView | None = None
    note: Message | None = None
    """What ``symbol`` is for, where it stands beside a result."""
