"""What a counter sees and hears of codes: cameras, hand scanners, and what was read, as values.

Pictures go by a :class:`FrameBox` of their own, thirty times a second; everything else is news.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from kpay_desktop.qr.payment_code import PaymentCode, WrongCode
from kpay_desktop.receipts.slip_code import SlipCode


class CodeSource(StrEnum):
    """Who read a code."""

    CAMERA = "camera"
    SCANNER = "scanner"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class CodeTold:
    """Something was read while the scanning page stood.

    ``found`` is a code that can be sent, or which wrong kind it was. The same code is told once.
    """

    source: CodeSource
    found: PaymentCode | WrongCode = field(repr=False)


class SlipProblem(StrEnum):
    """Why what was read is no slip; the value is the id of the message that says so."""

    PAYMENT_CODE = "slipscan.payment_code"
    NO_SLIP = "slipscan.no_slip"
    INCOMPLETE = "scan.incomplete"


@dataclass(frozen=True, slots=True)
class SlipTold:
    """Something was read where slips are looked for: a slip's code, or what else it was.

    Of anything but a slip's code no character is kept: a payment code ends here.
    """

    source: CodeSource
    found: SlipCode | SlipProblem


class CameraState(StrEnum):
    """How the camera is. The value is the last part of its message's id (``camera.…``).

    ``ABSENT``: there is none. ``BUSY``: another program holds it. ``LOST``: it was there and is
    gone. ``BLIND``: it is there and gives no pictures. ``SLOW``: opening it takes its time.
    """

    OFF = "off"
    OPENING = "opening"
    SLOW = "slow"
    SEEING = "seeing"
    ABSENT = "absent"
    BUSY = "busy"
    LOST = "lost"
    BLIND = "blind"
    NOT_SET = "not_set"


class FrameHint(StrEnum):
    """What keeps a code from being read, as far as the picture tells (``hint.…``)."""

    TOO_DARK = "too_dark"
    GLARE = "glare"
    BLURRED = "blurred"
    CLOSER = "closer"


@dataclass(frozen=True, slots=True)
class CameraChoice:
    """A camera that could be used: its path and what people call it."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class CameraTold:
    """The camera of the scanning page. ``name`` is the one in use, ``choices`` all there are."""

    state: CameraState
    name: str = ""
    hint: FrameHint | None = None
    choices: tuple[CameraChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class ScannerTold:
    """A hand scanner: ``is_ready`` means that its keys or its line are listened to."""

    is_ready: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture: blue, green, red, row by row without gaps.

    ``depth`` is the bytes of a pixel: 3, or 4 with one that means nothing, which is drawn much
    quicker. ``at`` is monotonic. ``pixels`` is never written to again.
    """

    number: int
    width: int
    height: int
    pixels: bytes | memoryview = field(repr=False)
    at: float = 0.0
    depth: int = 3


class FrameBox:
    """The newest picture, and only that: who shows pictures takes it when there is time.

    ``put`` may be called from any thread; it calls the listener only when the last picture had been
    taken, so that a busy window is not called thirty times a second.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: Frame | None = None
        self._listener: Callable[[], None] | None = None

    def listen(self, listener: Callable[[], None] | None) -> None:
        """Call ``listener``, on the thread that puts, when there is a new picture."""
        with self._lock:
            self._listener = listener

    def put(self, frame: Frame | None) -> None:
        """Replace the picture; None: there is none any more."""
        with self._lock:
            was_taken = self._newest is None
            self._newest = frame
            listener = self._listener
        if was_taken and frame is not None and listener is not None:
            listener()

    def take(self) -> Frame | None:
        """Return the newest picture once; None if it was taken already."""
        with self._lock:
            frame, self._newest = self._newest, None
        return frame
