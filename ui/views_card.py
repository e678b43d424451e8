"""Views of a sale by card: the readers, the card's details, the signature, and what is undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kpay_desktop.domain.devices import Health
from kpay_desktop.domain.message import Message
from ui.views import Button, Press, Tone
from ui.views_sale import TotalView


@dataclass(frozen=True, slots=True)
class WayLamp:
    """A way to read a card, and whether it works at this moment."""

    holds_buttons: ClassVar[bool] = False

    label: Message
    health: Health


@dataclass(frozen=True, slots=True)
class PadView:
    """Where the customer signs. Ink of another ``flow`` is not kept.

    The press that Done makes carries the strokes; ``clear`` and ``done`` are the buttons' words.
    """

    holds_buttons: ClassVar[bool] = False

    flow: str
    clear: Message
    done: Message
    hint: Message


@dataclass(frozen=True, slots=True)
class CardView:
    """The page on which the customer pays by card, in all that it goes through.

    ``symbol`` is an icon's name. ``prompt`` says why the last card was not read and what to do, or
    what else is to be done at once.
    ``choices`` are the applications of the card. ``pad``: the customer signs on this very page,
    because there is no other screen.
    """

    symbol: str
    tone: Tone
    title: Message
    lines: tuple[Message, ...]
    prompt: Message | None
    ways: tuple[WayLamp, ...]
    choices: tuple[Button, ...]
    facts: tuple[tuple[Message, Message], ...]
    buttons: tuple[Button, ...]
    pad: PadView | None
    total: TotalView
    working: bool = False
    """True while the program waits for the bank or the card: a quiet moving bar."""


@dataclass(frozen=True, slots=True)
class ContactField:
    """A field for how to reach the customer. ``most`` characters; ``save`` carries the text."""

    holds_buttons: ClassVar[bool] = False

    label: Message
    hint: Message
    text: str
    most: int
    save: Message
    save_press: Press


@dataclass(frozen=True, slots=True)
class UnfinishedView:
    """A sale that is not charged and whose reversal is not confirmed.

    ``progress``: how much of the wait for the next attempt is over, 0 to 1; None while one is under
    way. ``note`` stands at the foot of the facts.
    """

    tone: Tone
    title: Message
    lines: tuple[Message, ...]
    progress: float | None
    progress_line: Message
    field: ContactField | None
    buttons: tuple[Button, ...]
    facts_title: Message
    facts: tuple[tuple[Message, Message], ...]
    contact: tuple[Message, ...]
