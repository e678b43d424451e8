"""Views of the pages around the sale: signing in, and the till that cannot sell."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.operator import Operator
from kpay_desktop.ports import DeviceStatus
from ui.views import Button


@dataclass(frozen=True, slots=True)
class SignInView:
    """Who is at the counter, and the PIN typed so far."""

    greeting: Message
    merchant_name: str
    terminal_id: str
    operators: tuple[Operator, ...]
    selected_id: str
    pin_entered: int
    pin_length: int
    busy: bool
    error: Message | None
    lamps: tuple[DeviceStatus, ...]
    demo_pins: tuple[tuple[str, str], ...]
    """Operator's name and PIN, shown by the demo alone."""
    simulated: bool
    language: Language


@dataclass(frozen=True, slots=True)
class TroubleView:
    """The till cannot sell: why, and what to do."""

    title: Message
    lines: tuple[Message, ...]
    buttons: tuple[Button, ...]
    contact: tuple[Message, ...] = ()
