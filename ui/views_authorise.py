"""The view of the panel in which a supervisor authorises one act."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.operator import Operator
from ui.views import Button


@dataclass(frozen=True, slots=True)
class AuthoriseView:
    """Whose PIN is asked for, and at the right what it is for, in words and figures.

    ``facts`` name what is done and by whom it is asked; ``confirm`` names the act and its amount.
    """

    heading: Message
    supervisors: tuple[Operator, ...]
    selected_id: str
    pin_entered: int
    pin_length: int
    busy: bool
    error: Message | None
    demo_pins: tuple[tuple[str, str], ...]
    """Operator's name and PIN, shown by the demo alone."""
    title: Message
    amount_minor: int
    body: Message
    facts: tuple[tuple[Message, Message], ...]
    note: Message
    cancel: Button
    confirm: Button
