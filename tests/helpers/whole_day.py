"""A whole day at the real program: people who sell by every way, give back, and close the day.

Keys and clicks go in through the display; the printer listens on a port of its own.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kpay_desktop.bootstrap.till import first_model
from kpay_desktop.domain.ledger import ReturnCandidate
from kpay_desktop.domain.money import AmountEntry, format_sgd
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.returns import Returnable, ReturnKind
from kpay_desktop.domain.sale import Method, QrMode, SaleIdentity, SaleState
from kpay_desktop.receipts.document import Document
from kpay_desktop.settings import Settings, parse_settings
from kpay_desktop.simulation.cards import catalogue, tracks
from kpay_desktop.simulation.paper.items import PaperSlip
from kpay_desktop.simulation.paper.roll import read_roll
from tests.helpers.bank import wait_until
from tests.helpers.desk_hands import Hands, card_desk, card_named, sign
from tests.helpers.display import Area, Display
from tests.helpers.real_till import (
    AGAIN_S,
    QUICK,
    SUPERVISOR_PIN,
    WAIT_S,
    Phone,
    RealTill,
    profile_text,
)
from tests.helpers.scan_windows import scan_until
from tests.helpers.twin_picture import button_place
from ui.presenter import present
from ui.views import Page
from ui.views_screens import ClerkView
from ui.void_model import Paid, Stage, VoidModel

AMOUNT = "Please enter the amount"
CARD, WECHAT, WECHAT_SCAN, PAYNOW, ALIPAY, CASH = "F2", "F3", "F4", "F5", "F7", "F9"
CUSTOMER = "1010"
CASHIER = Operator("01", "Cashier 01", Role.CASHIER)
SUPERVISOR = Operator("90", "Supervisor", Role.SUPERVISOR)
CALM_S = 1.0
_KINDS = {Paid.CARD: "Bank card", Paid.QR: "QR wallet", Paid.CASH: "Cash"}
_METHODS = {Paid.CARD: Method.CARD, Paid.QR: Method.WECHAT, Paid.CASH: Method.CASH}


class WholeDay:
    """The counter: the till, its printer, the demo desk and the people."""

    def __init__(self, app: QApplication, till: RealTill, settings: Settings) -> None:
        self.till = till
        self._app, self._settings = app, settings
        self.phone = Phone(till, CUSTOMER)

    def open(self) -> None:
        """Sign in, and lay the desk's cards out."""
        self.till.sign_in()
        self.hands = Hands(self.till, self._app)
        self.desk = card_desk(self.till)

    # --- sales ------------------------------------------------------------------------------

    def taps(self, figures: str) -> None:
        """Sell by a card that is tapped."""
        self._charges(figures, CARD, "Tap, insert or swipe")
        self.hands.touch(f"Tap · {card_named('visa-debit')}", _approved(figures))
        self.goes_on()

    def inserts(self, figures: str) -> None:
        """Sell by a chip, whose customer signs and leaves the card in the reader."""
        self._charges(figures, CARD, "Tap, insert or swipe")
        self.hands.touch(f"Insert · {card_named('mastercard')}", "Check the card’s details")
        self.till.keys("Return")
        self.till.reaches("The customer signs")
        sign(self.till)
        self.till.reaches(_approved(figures))
        self.goes_on()

    def swipes(self, figures: str) -> None:
        """Sell by a stripe, typed by its reader."""
        self._charges(figures, CARD, "Tap, insert or swipe")
        stripe = tracks(next(spec for spec in catalogue() if spec.key == "visa-stripe"))
        self.till.display.activate(self.till.window)
        typed = f"{stripe.track_1}{stripe.track_2}\n"
        self.till.display.must("xdotool", "type", "--delay", "2", typed)
        self.till.reaches("Check the card’s details")
        # An Enter that follows on a swipe's heels is the reader's.
        time.sleep(CALM_S)
        self.till.keys("Return")
        self.till.reaches("The customer signs|Approved")
        if self.till.title.startswith("The customer signs"):
            sign(self.till)
        self.till.reaches(_approved(figures))
        self.goes_on()

    def shows(self, figures: str, way: str) -> None:
        """Sell by a code that the shop shows."""
        self.is_paid(figures, way)
        self.goes_on()

    def is_paid(self, figures: str, way: str) -> None:
        """The same as far as the approval."""
        self.till.keys(*figures)
        self.till.charge(way)
        scan = self.phone.reads_anew()
        assert self.phone.presses(scan).result == "paid"
        self.till.reaches(_approved(figures))

    def scans(self, figures: str) -> None:
        """Sell by a code that the customer shows to a hand scanner."""
        self._charges(figures, WECHAT_SCAN, "Scan|Hold|Ask")
        code = self.till.desk.issue_code(CUSTOMER, "wechat").code
        scan_until(self.till, code, _approved(figures))
        self.goes_on()

    def takes_cash(self, figures: str) -> None:
        """Sell for cash, handed over to the cent."""
        self.till.keys(*figures, "Return")
        self.till.reaches("Method")
        self.till.keys(CASH)
        self.till.reaches("Cash")
        self.till.keys("F2", "Return")
        self.till.reaches("Paid in cash")
        self.goes_on()

    def loses_an_answer(self, figures: str) -> None:
        """Try a card whose answer is lost: taken back, nothing charged."""
        self.desk.set_next_card("cut_after")
        self._charges(figures, CARD, "Tap, insert or swipe")
        self.hands.touch(f"Tap · {card_named('visa-debit')}", "Undone|Not charged")
        self.till.reaches("Undone. Nothing was charged.")
        self.goes_on()

    def _charges(self, figures: str, way: str, page: str) -> None:
        self.till.keys(*figures)
        self.till.charge(way)
        self.till.reaches(page)

    def goes_on(self) -> None:
        """Call the next customer."""
        self.till.keys("Return")
        self.till.reaches(AMOUNT)

    # --- money back -------------------------------------------------------------------------

    def voids(self, voucher: str, paid: Paid, total_minor: int) -> None:
        """Void a sale by the guide's four steps."""
        self._finds(voucher, paid)
        self._click(self._found(voucher, paid, total_minor), f"Void {format_sgd(total_minor)}")
        self.till.reaches(f"Voided: {format_sgd(total_minor)}")
        self.till.keys("F2")
        self.till.reaches(AMOUNT)

    def refunds(self, voucher: str, total_minor: int, part: str) -> None:
        """Refund a part of a sale by code whose batch is settled, as its void offers."""
        self._asks(voucher, Paid.QR)
        # Its batch is settled: the page says so, and Enter takes the refund that it offers instead.
        self.till.reaches("Key in the voucher number")
        self.till.go_to("How much goes back?", "Return")
        found = self._found(voucher, Paid.QR, total_minor)
        asked = replace(found, kind=ReturnKind.REFUND, stage=Stage.AMOUNT)
        self._click(asked, "A part")
        self.till.keys(*part)
        minor = int(part)
        amount = AmountEntry(total_minor, part)
        name = f"Refund {format_sgd(minor)}"
        self._click(replace(asked, amount=amount), name)
        self.till.reaches(name)
        self.till.keys(*SUPERVISOR_PIN)
        self.till.reaches(f"Refunded: {format_sgd(minor)}")
        self.till.keys("F2")
        self.till.reaches(AMOUNT)

    def _finds(self, voucher: str, paid: Paid) -> None:
        self._asks(voucher, paid)
        self.till.reaches("Void this sale")

    def _click(self, void: VoidModel, name: str) -> None:
        place = button_place(self._app, self._inside(), self._view(void), name)
        self.till.display.click(*place)

    def _asks(self, voucher: str, paid: Paid) -> None:
        self.till.keys("ctrl+3")
        self.till.reaches("Key in the voucher number")
        self._click(VoidModel(), _KINDS[paid])
        self.till.keys(*voucher)
        self.till.reaches("A supervisor keys in the PIN")
        # The last figure of a whole PIN is enough.
        self.till.keys(*SUPERVISOR_PIN)

    def _found(self, voucher: str, paid: Paid, total_minor: int) -> VoidModel:
        """Return what the page knows of such a sale, as far as its shape goes."""
        method, at = _METHODS[paid], datetime(2026, 11, 22, tzinfo=UTC)
        mode = None if method.wallet is None else QrMode.SHOW
        identity = SaleIdentity(1, 1, voucher, "80010001" + "0" * 14, 1)
        sale = SaleRecord(
            identity, at, total_minor, 0, method, mode, "01", SaleState.APPROVED, paid_at=at
        )
        returnable = Returnable(method, sale.state, total_minor, at, True, False)
        found = ReturnCandidate(sale, returnable)
        return VoidModel(
            kind=ReturnKind.VOID,
            stage=Stage.QUESTION,
            paid=paid,
            voucher=voucher,
            pin=SUPERVISOR_PIN,
            found=found,
        )

    # --- the end of the day -----------------------------------------------------------------

    def settles(self) -> None:
        """Settle everything, and wait until it has ended."""
        self.till.keys("ctrl+4")
        self.till.reaches("What will happen")

        def has_begun() -> bool:
            # The batches may still be being added up: then there is nothing to press.
            if self.till.title.startswith("What will happen"):
                self.till.keys("F5")
                time.sleep(AGAIN_S)
            return not self.till.title.startswith("What will happen")

        wait_until("settling", has_begun, WAIT_S)
        self.till.reaches("What happened")

    # --- the printer ------------------------------------------------------------------------

    @property
    def slips(self) -> list[PaperSlip]:
        """The slips that were cut off, as the simulated printer has them on its roll."""
        return [slip for slip in read_roll(self.till.data / "paper") if slip.is_cut]

    def slips_are_out(self, count: int) -> None:
        """Wait until so many slips are on paper, and the till has the printer's word for it."""
        self.till.slips_are_out(count)

    def turn_paper(self) -> None:
        """Take the roll out of the printer, or put one in."""
        self.hands.turn("Out of paper")

    # --- eyes -------------------------------------------------------------------------------

    def _inside(self) -> Area:
        return self.till.display.area(self.till.window)

    def _view(self, void: VoidModel) -> ClerkView:
        model = replace(
            first_model(self._settings),
            operator=CASHIER,
            operators=(CASHIER, SUPERVISOR),
            page=Page.VOID,
            void=void,
        )
        return present(model, _no_slip).clerk


def _approved(figures: str) -> str:
    return f"Approved · {format_sgd(int(figures))}"


def _no_slip(sale: SaleRecord, copy: SlipCopy) -> Document:
    return Document(f"{sale.identity.voucher} {copy.value}", ())


@contextmanager
def whole_day(app: QApplication, display: Display, data: Path, folder: Path) -> Iterator[WholeDay]:
    """Open the shop: the program starts on the two screens, somebody signs in."""
    profile = folder / "whole-day.toml"
    profile.write_text(profile_text(QUICK | {"valid_s": "600"}), "utf-8")
    settings = parse_settings(profile.read_text("utf-8"), "whole-day")
    with RealTill(display, data, profile) as till:
        day = WholeDay(app, till, settings)
        day.open()
        yield day
