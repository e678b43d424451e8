"""Views as the presenter makes them, to fill windows with in tests and pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial

from PySide6.QtWidgets import QAbstractButton, QWidget

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.sale import Method
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health
from kpay_desktop.qr.symbol import Symbol, make_symbol
from tests.helpers.card_pages import card_panel_view
from ui.views import Action, Button, Page, Press, Step
from ui.views_customer import CustomerKind, CustomerView
from ui.views_front import SignInView, TroubleView
from ui.views_more import Entry, MoreView
from ui.views_screens import ClerkView, FrameView, PageBody

CASHIER = Operator("c1", "Cashier 01", Role.CASHIER)
OPERATORS = (
    CASHIER,
    Operator("c2", "Cashier 02", Role.CASHIER),
    Operator("s1", "Supervisor", Role.SUPERVISOR),
)
LAMPS = (
    DeviceStatus(DeviceKind.HOST, Health.OK, "host.online", "38 ms"),
    DeviceStatus(DeviceKind.PRINTER, Health.OK, "printer.ready"),
    DeviceStatus(DeviceKind.CUSTOMER_SCREEN, Health.WARN, "screen.windowed"),
)
PAYNOW_TEXT = (
    "00020101021226520009SG.PAYNOW010120213202512345M1230301004142026112214480052040000"
    "530370254053080.5802SG5916ORCHID TEA HOUSE6009Singapore62160112KP000042013863041A2B"
)


@cache
def sample_symbol() -> Symbol:
    """Return a symbol of a PayNow code's length."""
    return make_symbol(PAYNOW_TEXT)


def frame_view(current: Page = Page.AMOUNT) -> FrameView:
    """Return the frame around a page."""
    return FrameView(
        title=Message("frame.more" if current is Page.MORE else "frame.sale"),
        merchant_name="Orchid Tea House",
        terminal_id="80010001",
        batch_no=42,
        simulated=True,
        lamps=LAMPS,
        clock="14:32",
        operator=CASHIER,
        rail=(
            (Page.AMOUNT, Message("frame.sale"), "sale"),
            (Page.MORE, Message("frame.more"), "more"),
        ),
        current=current,
    )


def notice() -> Button:
    """Return the bar of a sale that is not finished."""
    return Button(
        Press(Action.OPEN_UNFINISHED, "show_qr:17"),
        message("frame.notice_checking", voucher="000138", count=1),
    )


def clerk_view(
    page: Page, body: PageBody, *, step: Step | None = None, frame: FrameView | None = None
) -> ClerkView:
    """Return a view of the cashier's window in English and light."""
    return ClerkView(page, step, frame, body, Language.EN, "light")


def signin_view(error: Message | None = None) -> ClerkView:
    """Return the sign-in page with four figures entered."""
    body = SignInView(
        greeting=Message("signin.good_afternoon"),
        merchant_name="Orchid Tea House",
        terminal_id="80010001",
        operators=OPERATORS,
        selected_id="c1",
        pin_entered=4,
        pin_length=6,
        busy=False,
        error=error,
        lamps=LAMPS,
        demo_pins=(("Cashier 01", "1111"), ("Cashier 02", "2222"), ("Supervisor", "3333")),
        simulated=True,
        language=Language.EN,
    )
    return clerk_view(Page.SIGN_IN, body)


def more_view() -> ClerkView:
    """Return the More page of the demo."""
    body = MoreView(
        (
            Entry(
                Press(Action.OPEN_PAGE, "devices"),
                Message("more.devices"),
                Message("more.devices_hint"),
                "screen",
            ),
            Entry(Press(Action.DEMO_DESK), Message("more.demo"), Message("more.demo_hint"), "demo"),
            Entry(
                Press(Action.SIGN_OUT),
                Message("more.sign_out"),
                Message("more.sign_out_hint"),
                "leave",
            ),
        )
    )
    return clerk_view(Page.MORE, body, frame=frame_view(Page.MORE))


def trouble_view() -> ClerkView:
    """Return the page of a store that is full."""
    body = TroubleView(
        title=Message("trouble.no_sale"),
        lines=(Message("trouble.full"), Message("trouble.not_begun")),
        buttons=(
            Button(
                Press(Action.NEW_SALE), Message("trouble.back"), primary=True, shortcut="Return"
            ),
        ),
        contact=(
            message("contact.phone", phone="+65 6000 0000"),
            message("contact.email", email="support@example.com"),
        ),
    )
    return clerk_view(Page.TROUBLE, body, frame=frame_view())


def customer_view(kind: CustomerKind) -> CustomerView:
    """Return the customer's window of that kind."""
    base = CustomerView(
        kind=kind,
        merchant_name="Orchid Tea House",
        language=Language.EN,
        simulated=True,
        total_minor=3080,
        ways=(Message("method.paynow"), Message("method.wechat")),
    )
    match kind:
        case CustomerKind.IDLE:
            return replace(base, total_minor=0, title=Message("customer.welcome"))
        case CustomerKind.NAMED:
            return replace(
                base,
                total_minor=0,
                title=Message("more.identify_title"),
                body=message("more.about_value", value="HDMI-2"),
            )
        case CustomerKind.TOTAL:
            return replace(
                base, title=Message("customer.total"), body=Message("customer.please_wait")
            )
        case CustomerKind.QR:
            return replace(
                base,
                method=Method.PAYNOW,
                symbol=sample_symbol(),
                seconds_left=74,
                title=Message("customer.total"),
                body=Message("customer.scan_paynow"),
            )
        case CustomerKind.RECEIPT:
            return replace(
                base,
                symbol=sample_symbol(),
                title=Message("receipt.yours"),
                body=Message("receipt.scan_text"),
            )
        case CustomerKind.CARD | CustomerKind.CHOOSE | CustomerKind.SIGN:
            return card_panel_view(base)
        case CustomerKind.SHOW_CODE | CustomerKind.ON_PHONE | CustomerKind.BY_HAND:
            return _by_phone(kind, base)
        case _:
            title, body = _SAID[kind]
            return replace(base, title=title, body=body)


def _by_phone(kind: CustomerKind, base: CustomerView) -> CustomerView:
    """Return what the customer sees while the phone is needed, and of the shop's own code."""
    if kind is CustomerKind.BY_HAND:
        body = message("customer.by_hand_body", total="SGD 30.80")
        return replace(base, title=Message("customer.by_hand"), body=body)
    word = kind.value
    return replace(
        base,
        method=Method.WECHAT if kind is CustomerKind.SHOW_CODE else Method.ALIPAY,
        title=Message(f"customer.{word}"),
        body=message(f"customer.{word}_body", method="@method.wechat"),
    )


_SAID = {
    CustomerKind.WAIT: (Message("customer.checking"), Message("customer.checking_body")),
    CustomerKind.PAID: (
        message("customer.paid", total="SGD 30.80"),
        Message("customer.thank_you"),
    ),
    CustomerKind.NOT_CHARGED: (
        Message("customer.not_charged"),
        Message("customer.not_charged_closed"),
    ),
}


CLERK: dict[str, Callable[[], ClerkView]] = {
    "signin": signin_view,
    "more": more_view,
    "trouble": trouble_view,
}
CUSTOMER: dict[str, Callable[[], CustomerView]] = {
    kind.value: partial(customer_view, kind) for kind in CustomerKind
}


def every_view() -> dict[str, ClerkView]:
    """Return each page of this helper."""
    return {name: make() for name, make in CLERK.items()}


def tree(root: QWidget) -> list[QWidget]:
    """Return ``root`` and every widget in it that can be seen."""
    found = [root, *root.findChildren(QWidget)]
    return [widget for widget in found if widget.isVisibleTo(root)]


def clipped(root: QWidget) -> list[str]:
    """Return the texts of ``root`` that do not fit their place."""
    lost = []
    for widget in tree(root):
        check = getattr(widget, "is_clipped", None)
        if check is not None and check():
            text = getattr(widget, "text", str)()
            lost.append(f"{type(widget).__name__}: {text!r} in {widget.size().toTuple()}")
    return lost


def nameless(root: QWidget) -> list[str]:
    """Return the buttons of ``root`` that a screen reader cannot name."""
    return [
        type(widget).__name__
        for widget in tree(root)
        if isinstance(widget, QAbstractButton) and not (widget.accessibleName() or widget.text())
    ]


def too_small(root: QWidget, least_px: int = 44) -> list[str]:
    """Return the buttons of ``root`` that a finger cannot hit."""
    return [
        f"{type(widget).__name__} {widget.text()!r} {widget.size().toTuple()}"
        for widget in tree(root)
        if isinstance(widget, QAbstractButton) and min(widget.width(), widget.height()) < least_px
    ]


class Presses(list[Press]):
    """Collects what a window reports."""

    def __call__(self, press: Press) -> None:
        self.append(press)
