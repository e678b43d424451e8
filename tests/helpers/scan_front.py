"""A front on its way to a customer's code: shops, codes, and what the world says of them."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.devices import DeviceKind, DeviceStatus, Health
from kpay_desktop.domain.operator import Operator
from kpay_desktop.domain.sale import Method, QrMode, Wallet
from kpay_desktop.flows.sale_view import ChargeBegun, SaleView
from kpay_desktop.flows.wallet_sale.state import EndReason, Phase
from kpay_desktop.ports_scan import (
    CameraChoice,
    CameraState,
    CameraTold,
    CodeSource,
    CodeTold,
    FrameHint,
    ScannerTold,
)
from kpay_desktop.qr.payment_code import PaymentCode, WrongCode
from kpay_desktop.settings import Settings, demo_settings
from kpay_desktop.settings_scan import OwnPayNowSettings
from kpay_desktop.settings_shop import WalletSettings
from tests.helpers.front import CASHIER, Front, sale_view
from ui.views import Action, Page

DIGITS = "131234567890123456"
WECHAT = PaymentCode(Method.WECHAT, DIGITS)
ALIPAY = PaymentCode(Method.ALIPAY, "281234567890123456")
PAYNOW = PaymentCode(Method.PAYNOW, "PN1234567890ABCDEFGHIJKL")
IN_PHONE = PaymentCode(Method.CARD, "hQVDUFYwMWEaTwegAAAAAAMQEFcPTVwAAAAA")
CAMERAS = (CameraChoice("usb:0", "USB 2.0 HD"), CameraChoice("usb:1", "Logitech BRIO"))
LAMPS = (
    DeviceStatus(DeviceKind.HOST, Health.OK, "host.online", "38 ms"),
    DeviceStatus(DeviceKind.PRINTER, Health.OK, "printer.ready"),
    DeviceStatus(DeviceKind.CARD_READER, Health.OK, "reader.ready"),
    DeviceStatus(DeviceKind.CAMERA, Health.BAD, "camera.busy"),
    DeviceStatus(DeviceKind.SCANNER, Health.BAD, "scanner.absent"),
    DeviceStatus(DeviceKind.CUSTOMER_SCREEN, Health.OK, "screen.second", "HDMI-2"),
)
EVERY_WALLET = tuple(
    WalletSettings(wallet, show=True, scan=True)
    for wallet in (Wallet.WECHAT, Wallet.ALIPAY, Wallet.PAYNOW)
)


def shop(*wallets: WalletSettings, own: bool = False) -> Settings:
    """Return a shop with those wallets, and with cards."""
    own_paynow = OwnPayNowSettings(uen="202512345M" if own else "")
    return replace(demo_settings(), wallets=wallets, own_paynow=own_paynow)


def at_confirm(
    way: str = "wechat:scan", settings: Settings | None = None, operator: Operator = CASHIER
) -> Front:
    """Return a front at the confirmation of SGD 30.80."""
    front = Front(settings or shop(*EVERY_WALLET)).sign_in(operator).keys("2", "8", "00")
    for lamp in LAMPS:
        front.controller.news(lamp)
    front.press(Action.TIP, "10").press(Action.CHARGE).press(Action.PICK_METHOD, way)
    assert front.model.page is Page.CONFIRM
    return front


def scanning(way: str = "wechat:scan", settings: Settings | None = None) -> Front:
    """Return a front whose camera sees."""
    front = at_confirm(way, settings).press(Action.CONFIRM)
    front.controller.news(ScannerTold(True))
    return camera(front, CameraState.SEEING)


def camera(front: Front, state: CameraState, hint: FrameHint | None = None) -> Front:
    """Let the camera say how it is."""
    name = CAMERAS[0].name if state is CameraState.SEEING else ""
    front.controller.news(CameraTold(state, name, hint, CAMERAS))
    return front


def told(
    front: Front, found: PaymentCode | WrongCode, source: CodeSource = CodeSource.CAMERA
) -> Front:
    """Let something be read."""
    front.controller.news(CodeTold(source, found))
    return front


def scan_view(
    phase: Phase,
    *,
    end: EndReason | None = None,
    refused_code: str = "",
    stuck: bool = False,
    number: int = 138,
) -> SaleView:
    """Return a sale by WeChat Pay's code of the customer."""
    return sale_view(
        phase,
        end=end,
        refused_code=refused_code,
        stuck=stuck,
        number=number,
        wallet=Wallet.WECHAT,
        mode=QrMode.SCAN,
    )


def paying(phase: Phase = Phase.PAYING) -> Front:
    """Return a front whose customer's code was sent."""
    return begun(told(scanning(), WECHAT), scan_view(phase))


def begun(front: Front, view: SaleView) -> Front:
    """Let the world answer the charge with ``view``."""
    front.controller.news(ChargeBegun(front.model.draft.request, view))
    return front


def own_code(operator: Operator = CASHIER) -> Front:
    """Return a front that shows the shop's own code."""
    front = at_confirm("paynow:own", shop(own=True), operator).press(Action.CONFIRM)
    return begun(front, sale_view(Phase.SHOWN, mode=QrMode.OWN))


def asked(front: Front, name: str) -> list[tuple[str, ...]]:
    """Return the calls of one kind that the world got."""
    return [call for call in front.backend.calls if call[0] == name]
