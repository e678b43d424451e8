"""A front whose devices are up, and every state of the More pages to look at."""

from __future__ import annotations

from collections.abc import Iterator

from kpay_desktop.bootstrap.contact import contact_codes
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.operator import Operator
from kpay_desktop.domain.records import CreditState
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health, PrintOutcome, PrintReport
from tests.helpers.front import CASHIER, SUPERVISOR, Front, payment, sale_view
from ui.backend import (
    ContactCodes,
    DrawerTested,
    SlipSaved,
    SlipTested,
    Started,
    SupportSaved,
)
from ui.more_model import SUB_PAGES, HelpTopic
from ui.save_model import SaveFault
from ui.views import Action, Page

HOST = DeviceStatus(DeviceKind.HOST, Health.OK, "host.online", "51 ms")
READY = DeviceStatus(DeviceKind.PRINTER, Health.OK, "printer.ready")
CAMERA = DeviceStatus(DeviceKind.CAMERA, Health.OK, "camera.off", "USB 2.0 HD")
SCANNER = DeviceStatus(DeviceKind.SCANNER, Health.OK, "scanner.keyboard")
HEARD = DeviceStatus(DeviceKind.SOUND, Health.OK, "sound.ready", "pw-play")
SCREEN = DeviceStatus(DeviceKind.CUSTOMER_SCREEN, Health.OK, "screen.second", "HDMI-2")
ABOUT = tuple(
    (Message(f"more.about_{name}"), message("more.about_value", value=value))
    for name, value in (
        ("version", "0.1.0"),
        ("terminal", "80010001"),
        ("data", "/home/somebody/with/a/very/long/name/.local/share/KPay Desktop/profiles/demo"),
        ("journal", "1284"),
    )
)
SAVED = "/media/somebody/A USB stick/test-slip_2026-11-22_143208.pdf"
WAITING_PRINTERS = ("paper_out", "cover_open", "offline", "no_answer", "unreachable")


def printer(word: str) -> DeviceStatus:
    """Return the lamp of a printer that cannot print."""
    return DeviceStatus(DeviceKind.PRINTER, Health.BAD, f"printer.{word}")


def front_at(page: Page = Page.MORE, operator: Operator = CASHIER) -> Front:
    """Return a front with somebody on ``page``, every device up."""
    front = Front().sign_in(operator)
    for status in (HOST, READY, CAMERA, SCANNER, SCREEN, HEARD):
        front.controller.news(status)
    front.controller.news(ContactCodes(contact_codes(front.settings.contact)))
    front.controller.news(Started((), ABOUT))
    return front.press(Action.OPEN_PAGE, page.value)


def waiting(word: str = "paper_out", *, twice: bool = False) -> Front:
    """Return a front with an approved sale whose slips wait for the printer."""
    front = front_at(Page.AMOUNT)
    front.charge(sale_view(Phase.SHOWN))
    front.controller.news(printer(word))
    payments = (payment(CreditState.INBOX),) if twice else ()
    return front.news(sale_view(Phase.APPROVED, payments=payments))


def every_front() -> Iterator[tuple[str, Front]]:
    """Yield every page and state, with its name."""
    for page in (Page.MORE, *SUB_PAGES):
        yield page.value, front_at(page)
    for topic in HelpTopic:
        yield topic.value, front_at(Page.HELP).press(Action.HELP_TOPIC, topic.value)
    failed = front_at(Page.DEVICES).press(Action.PRINT_TEST).press(Action.ASK_HOST)
    failed.controller.news(SlipTested(PrintReport(PrintOutcome.UNCONFIRMED, printer("no_answer"))))
    failed.controller.news(printer("no_answer"))
    yield "test failed", failed
    for said in (
        DrawerTested(PrintReport(PrintOutcome.CONFIRMED, READY)),
        DrawerTested(PrintReport(PrintOutcome.NOT_SENT, printer("queue_stopped"))),
        DrawerTested(PrintReport(PrintOutcome.UNCONFIRMED, printer("no_answer"))),
        DrawerTested(None, is_noted=False),
    ):
        drawer = front_at(Page.DEVICES, SUPERVISOR).press(Action.OPEN_DRAWER)
        drawer.controller.news(said)
        if said.report is not None:
            drawer.controller.news(said.report.status)
        yield f"drawer {said}", drawer
    for fault in (None, *SaveFault):
        file = front_at(Page.DEVICES).press(Action.SAVE_SLIP, "test")
        file.press(Action.SAVE_TO, SAVED).controller.news(SlipSaved(SAVED, fault))
        yield f"test slip {fault}", file
    for name in ("support-20261122-143208.zip", ""):
        saved = front_at(Page.CONTACT).press(Action.SAVE_SUPPORT)
        saved.controller.news(SupportSaved(name))
        yield f"support {name}", saved
    for word in WAITING_PRINTERS:
        yield word, waiting(word)
    yield "paid twice", waiting(twice=True)
