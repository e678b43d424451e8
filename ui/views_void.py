"""Views of the Void page, which gives refunds as well: money back for a sale, step by step.

At the left stands the form with which the sale is found, or the sale; at the right the keys that
fill the form, the sale with its question, the amount of a refund, or how it went.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.operator import Operator
from kpay_desktop.ports_scan import FrameBox
from ui.views import BAD, WARN, Button, Choice, Tone

Facts: TypeAlias = tuple[tuple[Message, Message], ...]


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field that the keypad fills. A secret one has a bullet in ``text`` for every figure.

    ``button`` makes it the one that is filled; its label is the field's name.
    """

    button: Button
    text: str
    length: int
    active: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """How the sale was paid, its voucher, and a supervisor's PIN. ``note`` is the rule below."""

    prompt: Message
    kinds: tuple[Choice, ...]
    fields: tuple[FieldView, ...]
    note: Message
    note_tone: Tone = WARN


@dataclass(frozen=True, slots=True)
class ReturnKeys:
    """The keys. ``supervisors`` are there while a PIN is asked for, ``problem`` after a mistake.

    ``instead`` is what can be done about the problem, such as a refund of a settled sale.
    """

    title: Message
    hint: Message
    problem: Message | None = None
    problem_tone: Tone = BAD
    supervisors: tuple[Operator, ...] = ()
    selected_id: str = ""
    demo_pins: tuple[tuple[str, str], ...] = ()
    """Operator's name and PIN, shown by the demo alone."""
    instead: Button | None = None
    camera: Button | None = None
    """Looks for a slip through the camera."""
    find: Button | None = None
    busy: bool = False


@dataclass(frozen=True, slots=True)
class ReturnCamera:
    """What the camera sees while it looks for a slip.

    ``frames``: where the pictures come, None while there are none; then ``state`` and
    ``state_body`` say why, and what to do. ``hint`` stands under the prompt for a while.
    """

    title: Message
    prompt: Message
    frames: FrameBox | None
    mirror: bool
    state: Message | None
    state_body: Message | None
    hint: Message | None
    hint_tone: Tone
    close: Button


@dataclass(frozen=True, slots=True)
class ReturnSale:
    """The sale that was found. With ``buttons`` it is the question: keep it, or give it back."""

    title: Message
    amount_minor: int
    facts: Facts
    note: Message | None = None
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class RefundAmount:
    """How much goes back, all that is left or a part. ``left`` says how much that is."""

    title: Message
    amount_minor: int
    left: Message
    parts: tuple[Choice, ...]
    problem: Message | None
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class ReturnOutcome:
    """How it stands or went. ``busy``: it goes on by itself. ``mark`` is one of the signs."""

    mark: str
    tone: Tone
    title: Message
    lines: tuple[Message, ...] = ()
    buttons: tuple[Button, ...] = ()
    busy: bool = False
    contact: Message | None = None


@dataclass(frozen=True, slots=True)
class VoidView:
    """Both columns; how the page was come by is not seen in it."""

    left: ReturnForm | ReturnSale
    right: ReturnKeys | ReturnCamera | ReturnSale | RefundAmount | ReturnOutcome
