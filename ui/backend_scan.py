"""What the windows ask of the world while a customer's code is to be read."""

from __future__ import annotations

from typing import Protocol

from kpay_desktop.domain.sale import Method
from kpay_desktop.ports_scan import FrameBox
from kpay_desktop.qr.payment_code import PaymentCode


class ScanBackend(Protocol):
    """Camera and hand scanners. None of these calls waits; each may raise ``ports.BusyError``.

    What is read is told by ``CodeTold``, or ``SlipTold`` where slips are looked for; how the camera
    is by ``CameraTold``.
    """

    @property
    def frames(self) -> FrameBox:
        """The pictures of the camera while it is open."""

    def open(self, method: Method) -> None:
        """Open the camera and listen to hand scanners: the scanning page stands."""

    def open_for_slips(self, *, camera: bool) -> None:
        """Listen to hand scanners for the codes of slips, and look for them with ``camera`` too.

        What else is read is told by its kind alone.
        """

    def rest(self) -> None:
        """Close the camera, and go on listening to hand scanners; ``open`` opens it again."""

    def close(self) -> None:
        """Close the camera: the page has gone."""

    def typed(self, text: str) -> None:
        """Take what somebody typed as a code; ``CodeTold`` follows."""

    def scanned(self, text: str, meant: str) -> None:
        """Take what a hand scanner typed; ``meant``: the same by an American keyboard."""

    def forget(self, code: PaymentCode) -> None:
        """Let a code be read again that was not sent."""

    def use_camera(self, path: str) -> None:
        """Use another of the cameras, and keep the choice."""
