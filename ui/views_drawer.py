"""Views of the drawer's page: the shift, a count, a reason, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from kpay_desktop.domain.message import Message
from ui.views import PLAIN, Button, Tone
from ui.views_void import ReturnOutcome

Facts: TypeAlias = tuple[tuple[Message, Message], ...]


@dataclass(frozen=True, slots=True)
class ShiftFacts:
    """The shift at the drawer. Without an amount there is none, and ``body`` says so."""

    title: Message
    body: Message
    amount_minor: int | None
    facts: Facts


@dataclass(frozen=True, slots=True)
class CountRow:
    """A coin or note: its button makes it the one that the keys fill. ``pieces`` may be empty."""

    button: Button
    name: str
    pieces: str
    active: bool


@dataclass(frozen=True, slots=True)
class CountRows:
    """Notes and coins, the largest first, and what they come to."""

    title: Message
    notes: tuple[CountRow, ...]
    coins: tuple[CountRow, ...]
    facts: Facts
    said: Message | None
    said_tone: Tone = PLAIN


@dataclass(frozen=True, slots=True)
class ReasonForm:
    """Why it is done: one of the ready reasons, or what somebody types."""

    title: Message
    prompt: Message
    ready: tuple[Message, ...]
    label: Message
    hint: Message
    text: str
    most: int
    facts: Facts
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class DrawerActions:
    """What can be done now."""

    title: Message
    buttons: tuple[Button, ...]
    problem: Message | None = None


@dataclass(frozen=True, slots=True)
class DrawerKeys:
    """The keypad with the buttons. ``amount_minor`` is None where no amount is asked for.

    ``step`` goes on to the next coin or note.
    """

    title: Message
    body: Message
    problem: Message | None
    amount_minor: int | None
    has_keypad: bool
    step: Button | None
    buttons: tuple[Button, ...]
    busy: bool = False


@dataclass(frozen=True, slots=True)
class DrawerView:
    """Both columns."""

    left: ShiftFacts | CountRows | ReasonForm
    right: DrawerActions | DrawerKeys | ReturnOutcome
