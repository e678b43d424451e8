"""What the front knows of the scanning page, beside the draft that is to be paid."""

from __future__ import annotations

from dataclasses import dataclass, field

from kpay_desktop.domain.message import Message
from kpay_desktop.ports_scan import CameraState, CameraTold, CodeSource, FrameBox, ScannerTold
from kpay_desktop.qr.payment_code import PaymentCode

REST_AFTER_S = 120.0
"""After so long without anything the camera closes; a press opens it again."""
SAY_S = 7.0
"""For how long it is said that something wrong was read."""
MOST_TYPED = 512
"""Characters of a code that is typed."""


@dataclass(frozen=True, slots=True)
class ScanModel:
    """``frames``: where the camera's pictures come. Times are monotonic seconds.

    ``rests``: nothing happened on the page for so long that the camera was closed. ``wrong`` is
    said until ``wrong_until``: what was read is no payment code. ``asked`` is a code of another way
    to pay, which somebody has to agree to. ``code`` was handed over with a charge that is not
    answered yet, or that was doubted; nothing keeps it longer. ``typing`` and ``choosing``: the
    panel for a typed code, or for another camera, is open. ``switching`` is the sale whose shown
    code is being taken off, so that a code can be scanned instead. ``elsewhere_until``: something
    was scanned where nothing is read. ``testing``: the device page looks through the camera;
    ``tested`` says what each source has read there.
    """

    frames: FrameBox | None = None
    camera: CameraTold = field(default_factory=lambda: CameraTold(CameraState.OFF))
    scanner: ScannerTold | None = None
    rests: bool = False
    wrong: Message | None = None
    wrong_until: float = 0.0
    asked: PaymentCode | None = field(default=None, repr=False)
    code: PaymentCode | None = field(default=None, repr=False)
    typing: bool = False
    choosing: bool = False
    switching: str = ""
    elsewhere_until: float = 0.0
    testing: bool = False
    tested: tuple[tuple[CodeSource, Message], ...] = ()
