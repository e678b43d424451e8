"""What the demo desk's phone asks of the simulated world to be scanned itself.

Its payment codes come from the bank, one for each customer and wallet, and live for a minute. What
the phone shows is held to the simulated camera as pictures, or sent by a simulated hand scanner.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.simulation.camera import Fault, Picture


class Shown(StrEnum):
    """What the phone shows. Worded as ``demo.shown_<value>``; all but the first are wrong."""

    CODE = "code"
    EXPIRED = "expired"
    PRODUCT = "product"
    SHOP = "shop"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class PhoneOrder:
    """What the phone is asked to pay: whom, and how much in cents.

    ``handle`` is the bank's own name of the order, handed back when the customer decides.
    """

    handle: str
    wallet: Wallet
    merchant_name: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ShownCode:
    """What stands on the phone's screen.

    ``left_s`` is for how many seconds it can still be paid with; a code that is no payment code
    has none. ``used``: somebody has paid with it.
    """

    text: str = field(repr=False)
    shown: Shown = Shown.CODE
    left_s: int = 0
    used: bool = False


@dataclass(frozen=True, slots=True)
class PhoneState:
    """The phone of a customer at one moment.

    ``asked`` is a payment by its code that waits for the customer's password.
    """

    code: ShownCode
    asked: PhoneOrder | None = None


@dataclass(frozen=True, slots=True)
class CameraState:
    """The simulated camera: ``is_open`` while the till looks, ``is_held`` with a phone in front."""

    is_open: bool = False
    is_held: bool = False
    fault: Fault = Fault.NONE


class ScanPort(Protocol):
    """Codes, camera and hand scanner. Thread-safe; calls with a deadline may ask the bank."""

    @property
    def has_scanning(self) -> bool:
        """True where the till has a simulated camera to be scanned by. Does not wait."""

    def phone_state(
        self, customer_id: str, wallet: Wallet, shown: Shown, deadline_s: float, *, renew: bool
    ) -> PhoneState | None:
        """Return what a customer's phone shows; a code whose minute is over is a new one.

        ``renew`` takes a new code before that. None: the bank does not answer.
        """

    def camera_state(self) -> CameraState:
        """Return how the camera is."""

    def hold_up(self, pictures: tuple[Picture, ...], *, is_phone: bool) -> CameraState:
        """Let the camera see ``pictures`` in turn; ``is_phone``: a phone is in them."""

    def set_camera_fault(self, fault: Fault) -> CameraState:
        """Unplug the camera, let another program hold it, freeze it, or mend it."""

    def scan_by_hand(self, text: str) -> None:
        """Read ``text`` with the hand scanner."""
