"""Views of the pages on which the customer's code is read, and on which the customer confirms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.sale import Method
from kpay_desktop.ports_scan import FrameBox
from ui.views import Button, Choice, Press, Tone
from ui.views_sale import TotalView


@dataclass(frozen=True, slots=True)
class DevicePill:
    """A device and how it is, in a few words."""

    holds_buttons: ClassVar[bool] = False

    text: Message
    tone: Tone


@dataclass(frozen=True, slots=True)
class AskPanel:
    """A question in the page, and its answers."""

    question: Message
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class TypePanel:
    """A field for a code that is typed, at most ``most`` characters.

    ``use_press`` carries the text; ``close`` closes the panel.
    """

    label: Message
    hint: Message
    most: int
    use: Message
    use_press: Press
    close: Button


@dataclass(frozen=True, slots=True)
class ChoosePanel:
    """The cameras there are."""

    title: Message
    choices: tuple[Choice, ...]
    close: Button


@dataclass(frozen=True, slots=True)
class ScanView:
    """The page that reads the customer's code.

    ``frames``: where the pictures come, None while none are wanted. ``state`` and ``state_body``
    stand in the middle where there is no picture: why, and what to do. ``hint`` stands under the
    prompt for a while: what was wrong, or what keeps a code from being read.
    """

    title: Message
    prompt: Message
    frames: FrameBox | None
    mirror: bool
    state: Message | None
    state_body: Message | None
    hint: Message | None
    hint_tone: Tone
    camera: DevicePill
    scanner: DevicePill | None
    buttons: tuple[Button, ...]
    panel: AskPanel | TypePanel | ChoosePanel | None
    total: TotalView


@dataclass(frozen=True, slots=True)
class PayingView:
    """The customer's code was sent, and the customer may have to confirm on the phone."""

    method: Method
    badge: Message
    badge_tone: Tone
    title: Message
    body: Message
    seconds_left: int | None
    seconds_total: int
    clock_line: Message | None
    buttons: tuple[Button, ...]
    total: TotalView
