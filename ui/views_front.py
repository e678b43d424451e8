"""Views of the pages around the sale: signing in, and the till that cannot sell."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.devices import DeviceStatus
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.operator import Operator
from ui.views import Button, Choice


@dataclass(frozen=True, slots=True)
class LockView:
    """The locked screen: who is signed in, what waits behind it, what the PIN will do.

    ``choices`` are for a supervisor, who may unlock for somebody or take the till over.
    """

    title: Message
    owner: Message
    notices: Message | None
    hint: Message
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class SignInView:
    """Who is at the counter, and the PIN typed so far; ``lock`` while the screen is locked."""

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
    lock: LockView | None = None


@dataclass(frozen=True, slots=True)
class TroubleView:
    """The till cannot sell: why, and what to do."""

    title: Message
    lines: tuple[Message, ...]
    buttons: tuple[Button, ...]
    contact: tuple[Message, ...] = ()
