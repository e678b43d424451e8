"""Payment codes, a camera and a hand scanner in memory for the demo desk."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.simulation.camera import Fault, Picture
from tests.helpers.desk_cards import FakeCards
from ui.demo.scan_port import CameraState, PhoneOrder, PhoneState, Shown, ShownCode

CODES = {
    Wallet.WECHAT: "134567890123456789",
    Wallet.ALIPAY: "281234567890123456",
    Wallet.PAYNOW: "PNA1B2C3D4E5F6G7H8J9K0L1",
}
WRONG = {
    Shown.EXPIRED: "101234567890123456",
    Shown.PRODUCT: "8888002076009",
    Shown.SHOP: "00020101021126380009SG.PAYNOW010120210201403826N0301052040000530370263046DE2",
    Shown.LINK: "https://www.example.com/menu",
}


@dataclass
class FakeScanning(FakeCards):
    """Implements ``ScanPort``. ``left_s`` is what every code has left, ``renewed`` counts codes."""

    has_scanning: bool = True
    asked: PhoneOrder | None = None
    left_s: int = 42
    used: bool = False
    renewed: int = 0
    camera: CameraState = field(default_factory=CameraState)
    pictures: tuple[Picture, ...] = ()
    heard: list[str] = field(default_factory=list)

    def phone_state(
        self, customer_id: str, wallet: Wallet, shown: Shown, deadline_s: float, *, renew: bool
    ) -> PhoneState | None:
        del deadline_s
        self._note("phone_state", customer_id, wallet, shown, renew)
        if self.unreachable:
            return None
        self.renewed += renew
        return PhoneState(self._code(wallet, shown), self.asked)

    def _code(self, wallet: Wallet, shown: Shown) -> ShownCode:
        if shown is not Shown.CODE:
            return ShownCode(WRONG[shown], shown)
        code = CODES[wallet]
        return ShownCode(f"{code[:-1]}{self.renewed}", shown, self.left_s, self.used)

    def camera_state(self) -> CameraState:
        self._note("camera_state")
        return self.camera

    def hold_up(self, pictures: tuple[Picture, ...], *, is_phone: bool) -> CameraState:
        self._note("hold_up", len(pictures), is_phone)
        self.pictures = pictures
        self.camera = replace(self.camera, is_held=is_phone)
        return self.camera

    def set_camera_fault(self, fault: Fault) -> CameraState:
        self._note("set_camera_fault", fault)
        self.camera = replace(self.camera, fault=fault)
        return self.camera

    def scan_by_hand(self, text: str) -> None:
        self._note("scan_by_hand")
        self.heard.append(text)
