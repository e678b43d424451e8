"""The customer's phone at the demo desk: its payment codes, and how a till gets to read them."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.qr.build import CodeDraft, build
from kpay_desktop.qr.merchant_code import PoiMethod
from kpay_desktop.qr.singapore import PayNow, ProxyType, paynow_template
from kpay_desktop.simulation.camera import CameraFeed, Fault, Picture
from kpay_desktop.simulation.desk_client import DeskClient
from ui.demo.scan_port import CameraState, PhoneOrder, PhoneState, Shown, ShownCode

#: A number as it stands on goods, its check digit right, and a link of no wallet.
PRODUCT: Final = "8888002076009"
LINK: Final = "https://www.example.com/menu"
_UEN: Final = "202600001C"
_USED: Final = "used"
_WALLETS: Mapping[str, Wallet] = {wallet.value: wallet for wallet in Wallet}


@dataclass(frozen=True, slots=True)
class _Issued:
    """A code of the bank's; ``ends_at`` is monotonic."""

    text: str = field(repr=False)
    ends_at: float


class PhoneAtDesk:
    """Holds each customer's newest code of each wallet. Thread-safe.

    ``heard`` takes what a hand scanner reads; the phone is held before ``feed``.
    """

    def __init__(
        self,
        feed: CameraFeed,
        heard: Callable[[str], None],
        shop_name: str,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._feed = feed
        self._heard = heard
        self._shop_name = shop_name
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._codes: dict[tuple[str, Wallet], _Issued] = {}
        self._expired: dict[tuple[str, Wallet], str] = {}
        self._is_held = False

    # --- the phone ------------------------------------------------------------------------

    def state(
        self, desk: DeskClient, customer_id: str, wallet: Wallet, shown: Shown, *, renew: bool
    ) -> PhoneState:
        """Return what the phone shows.

        Raises:
            DeskError: the bank does not answer.
        """
        code = self._shown(desk, customer_id, wallet, shown, renew=renew)
        asked = (
            PhoneOrder(one.order, _WALLETS[one.wallet], one.merchant, one.amount_minor)
            for one in desk.waiting_payments(customer_id)
            if one.wallet in _WALLETS
        )
        return PhoneState(code, next(asked, None))

    def _shown(
        self, desk: DeskClient, customer_id: str, wallet: Wallet, shown: Shown, *, renew: bool
    ) -> ShownCode:
        match shown:
            case Shown.CODE:
                return self._code(desk, (customer_id, wallet), renew=renew)
            case Shown.EXPIRED:
                return ShownCode(self._old_code(desk, (customer_id, wallet)), shown)
            case Shown.PRODUCT:
                return ShownCode(PRODUCT, shown)
            case Shown.SHOP:
                return ShownCode(shop_code(self._shop_name), shown)
            case Shown.LINK:
                return ShownCode(LINK, shown)

    def _code(self, desk: DeskClient, key: tuple[str, Wallet], *, renew: bool) -> ShownCode:
        with self._lock:
            issued = self._codes.get(key)
        if renew or issued is None or issued.ends_at <= self._monotonic():
            asked_at = self._monotonic()
            made = desk.issue_code(key[0], key[1].value)
            issued = _Issued(made.code, asked_at + made.life_s)
            with self._lock:
                self._codes[key] = issued
        left_s = max(0, math.ceil(issued.ends_at - self._monotonic()))
        is_used = desk.code_state(issued.text) == _USED
        return ShownCode(issued.text, Shown.CODE, left_s, is_used)

    def _old_code(self, desk: DeskClient, key: tuple[str, Wallet]) -> str:
        """Return a code whose minute is over: one that is issued for no time at all."""
        with self._lock:
            text = self._expired.get(key, "")
        if not text:
            text = desk.issue_code(key[0], key[1].value, life_s=0.0).code
            with self._lock:
                self._expired[key] = text
        return text

    # --- what reads it --------------------------------------------------------------------

    def camera(self) -> CameraState:
        """Return how the camera is."""
        with self._lock:
            is_held = self._is_held
        return CameraState(self._feed.is_open, is_held, self._feed.fault)

    def hold_up(self, pictures: tuple[Picture, ...], *, is_phone: bool) -> CameraState:
        """Let the camera see pictures, with a phone in them or without."""
        with self._lock:
            self._is_held = is_phone
            self._feed.hold(*pictures)
        return self.camera()

    def set_fault(self, fault: Fault) -> CameraState:
        """Choose what the camera suffers from."""
        self._feed.fault = fault
        return self.camera()

    def scan_by_hand(self, text: str) -> None:
        """Read ``text`` with the hand scanner."""
        self._heard(text)


def shop_code(shop_name: str) -> str:
    """Return the code that hangs at the counter: a customer's phone reads it, no till does."""
    payee = PayNow(ProxyType.UEN, _UEN, editable=True)
    return build(CodeDraft(shop_name[:25], (paynow_template(payee),), poi_method=PoiMethod.STATIC))
