"""Views of cash: what is handed over for a sale, and the change."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.message import Message
from ui.views import Button, Choice


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What the customer gets back. ``pieces`` are coins and notes, largest first."""

    label: Message
    amount_minor: int
    pieces: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class TenderView:
    """What is due in cash and what is handed over for it. Amounts in cents.

    ``prompt`` says what to do, or what is wrong: then ``is_wrong``. ``parts`` say what is due is
    made of where it was rounded. ``change`` names what ``change_minor`` is: the change, or what is
    still missing.
    """

    title: Message
    prompt: Message
    is_wrong: bool
    handed_minor: int
    likely: tuple[Choice, ...]
    change: Message
    change_minor: int
    is_enough: bool
    due: Message
    due_minor: int
    parts: tuple[tuple[Message, Message], ...]
    confirm: Button
    back: Button
