"""Views of the More pages, and what the result page shows while the printer cannot print."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.message import Message
from kpay_desktop.ports_scan import FrameBox
from kpay_desktop.qr.symbol import Symbol
from ui.views import PLAIN, Button, Press, Tone


@dataclass(frozen=True, slots=True)
class Entry:
    """A card of the More page: where it leads, and what is there. ``icon`` is an icon's name.

    ``shortcut`` is a Qt key sequence of the whole window, shown in the card's tool-tip.
    """

    press: Press
    title: Message
    hint: Message
    icon: str
    shortcut: str = ""


@dataclass(frozen=True, slots=True)
class MoreView:
    """What else can be done here."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One of several; ``chosen`` marks the one in force."""

    press: Press
    label: Message
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Choices under a heading. ``said`` stands below them; two halves share a row."""

    title: Message
    choices: tuple[Option, ...]
    enabled: bool = True
    said: Message | None = None
    said_tone: Tone = PLAIN
    is_half: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A quiet card at the side."""

    title: Message
    text: Message


@dataclass(frozen=True, slots=True)
class ChoicesView:
    """Language, appearance, or sounds."""

    title: Message
    groups: tuple[ChoiceGroup, ...]
    note: Note
    back: Button
    more_note: Note | None = None


@dataclass(frozen=True, slots=True)
class AboutView:
    """What this till is."""

    title: Message
    facts: tuple[tuple[Message, Message], ...]
    note: Note
    back: Button


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device of the profile. ``said`` is what its test has come to.

    ``beside`` is what else can be done with it.
    """

    name: Message
    detail: Message
    state: Message
    tone: Tone
    test: Button
    said: Message | None = None
    beside: Button | None = None


@dataclass(frozen=True, slots=True)
class HostCard:
    """How the line to the bank is."""

    state: Message
    tone: Tone
    facts: tuple[tuple[Message, Message], ...]
    ask: Button


@dataclass(frozen=True, slots=True)
class ReadersCard:
    """How the readers of cards are, all of them, and which ``ways`` to read a card work."""

    name: Message
    detail: Message
    state: Message
    tone: Tone
    ways: Message


@dataclass(frozen=True, slots=True)
class PictureCard:
    """What the camera sees, for whoever looks whether it works. ``state``: why nothing is seen."""

    title: Message
    frames: FrameBox | None
    mirror: bool
    state: Message


@dataclass(frozen=True, slots=True)
class DevicesView:
    """Every device the profile has, live."""

    rows: tuple[DeviceRow, ...]
    host: HostCard
    back: Button
    picture: PictureCard | None = None
    readers: ReadersCard | None = None


@dataclass(frozen=True, slots=True)
class HelpView:
    """A page of the guide beside the list of all. ``numbered``: the lines are steps."""

    guide: tuple[Option, ...]
    questions: tuple[Option, ...]
    title: Message
    lines: tuple[Message, ...]
    numbered: bool
    note: Message | None
    pictures: tuple[PaperStep, ...]
    contact: tuple[Message, ...]
    open_contact: Button
    back: Button


@dataclass(frozen=True, slots=True)
class ContactWay:
    """A way to reach the service. ``symbol`` is None until it is drawn."""

    title: Message
    value: Message
    hint: Message
    symbol: Symbol | None


@dataclass(frozen=True, slots=True)
class ContactView:
    """Whom to ask, and the support file."""

    ways: tuple[ContactWay, ...]
    save: Button
    said: Message | None
    said_tone: Tone
    back: Button


@dataclass(frozen=True, slots=True)
class PaperStep:
    """A drawn step: ``picture`` is ``open``, ``roll``, ``close`` or ``power``."""

    picture: str
    caption: Message


@dataclass(frozen=True, slots=True)
class PaperHelp:
    """What to do with the printer. One step alone has no number."""

    steps: tuple[PaperStep, ...]
    after: Message


MoreBody = MoreView | ChoicesView | AboutView | DevicesView | HelpView | ContactView
