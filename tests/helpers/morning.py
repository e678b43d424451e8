"""A morning in Chinese at the real program: whoever works there, and the printer beside the till.

The printer is no part of the program: it listens on a port, as on a shop's network, and whoever
stands at it takes the paper out and puts it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from PIL.Image import Image
from PySide6.QtWidgets import QApplication

from kpay_desktop.bootstrap.till import first_model
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.records import BatchSummary, CreditState, SaleRecord, SlipCopy
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health
from kpay_desktop.receipts.document import Document
from kpay_desktop.settings import Settings, parse_settings
from kpay_desktop.simulation.desk_client import Scan
from kpay_desktop.simulation.paper.items import PaperSlip
from kpay_desktop.simulation.paper.printer import Paper, PrinterModel, Switches
from tests.helpers.bank import wait_until
from tests.helpers.display import COUNTER, ROOT, Area, Display
from tests.helpers.front import payment, sale_view
from tests.helpers.paper import server
from tests.helpers.real_till import CASHIER_PIN, QUICK, Phone, RealTill
from tests.helpers.twin import NOTICE, clerk_place
from tests.helpers.twin_picture import ALIKE, button_place, difference, painted, place_of, twin_of
from ui.main.amount import AmountPage
from ui.main.result import ResultPage
from ui.presenter import present
from ui.till_model import SlipProgress, TillModel
from ui.views import Page
from ui.views_screens import ClerkView
from ui.words import words_of

# A code stays valid however slow the machine is; the bank says when one has expired.
CLOCKS = QUICK | {"valid_s": "600"}
WALLET_KEYS = {"微信支付": "F3", "PayNow": "F5"}
CASHIER = Operator("01", "Cashier 01", Role.CASHIER)
SUPERVISOR = Operator("90", "Supervisor", Role.SUPERVISOR)


def chinese_profile(printer_port: int) -> str:
    """Return the demo's profile, whole in Chinese, with a printer on the network."""
    text = (ROOT / "resources" / "profiles" / "demo.toml").read_text("utf-8")
    for english, chinese in (
        ('clerk = "en"', 'clerk = "zh_CN"'),
        ('customer = "en"', 'customer = "zh_CN"'),
        ('slips = ["en", "zh_CN"]', 'slips = ["zh_CN"]'),
        ('printer = "sim:"', f'printer = "tcp:127.0.0.1:{printer_port}"'),
    ):
        assert text.count(english) == 1
        text = text.replace(english, chinese)
    return text + "\n[qr_clock]\n" + "".join(f"{k} = {v}\n" for k, v in CLOCKS.items())


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale as it was keyed: the amount's figures, the tip's button, the method."""

    figures: str
    method: str
    tip_percent: int = 0

    @property
    def total_minor(self) -> int:
        """Amount and tip in cents."""
        amount_minor = int(self.figures)
        return amount_minor + amount_minor * self.tip_percent // 100

    @property
    def total(self) -> str:
        """The total as pages say it."""
        return f"SGD {self.total_minor // 100:,}.{self.total_minor % 100:02d}"


class Morning:
    """The counter: the till, its printer and the people, in Chinese."""

    def __init__(
        self, app: QApplication, till: RealTill, printer: PrinterModel, settings: Settings
    ) -> None:
        self.till, self.printer = till, printer
        self._app, self._settings = app, settings
        self.phone = Phone(till)
        #: True while the bar at the top says that money came late: pages stand lower then.
        self.has_notice = False

    # --- hands --------------------------------------------------------------------------------

    def sign_in(self, pin: str = CASHIER_PIN, operator: str = "") -> None:
        """Sign somebody in, by keys alone."""
        self.till.reaches("登录")
        self.till.wait_for_bank()
        if operator:
            self.till.keys(operator)
        self.till.keys(*pin)
        self.till.reaches("请输入金额")

    def charge(self, sale: Sold) -> None:
        """Key the amount, touch the tip, pick the method and confirm."""
        self.till.keys(*sale.figures)
        if sale.tip_percent:
            self._click(Page.AMOUNT, f"{sale.tip_percent}%")
        self.till.keys("Return")
        self.till.reaches("支付方式")
        self.till.keys(WALLET_KEYS[sale.method])
        self.till.reaches("请与顾客核对合计金额")
        self.till.keys("Return")

    def scans(self, sale: Sold) -> Scan:
        """Have the customer read the code on the customer's screen."""
        self.till.reaches(f"{sale.method}二维码已显示在客显屏上")
        scan = self.phone.reads_anew()
        assert (scan.payable, scan.amount_minor) == (True, sale.total_minor)
        return scan

    def sell(self, sale: Sold) -> None:
        """Take a sale to its approval and go on to the next."""
        self.charge(sale)
        assert self.phone.presses(self.scans(sale)).result == "paid"
        self.till.reaches(f"交易成功 · {sale.total} ·")
        self.till.keys("Return")
        self.till.reaches("请输入金额")

    def sign_out(self) -> None:
        """Leave by the More page."""
        self.till.keys("ctrl+5")
        self.till.reaches("更多")
        self._click(Page.MORE, "登出")

    def open_notice(self) -> None:
        """Touch the bar that says that money came late."""
        self._click(Page.AMOUNT, words_of(Language.ZH)(NOTICE))

    def refund_late(self, sale: Sold) -> None:
        """Touch the button that sends late money back."""
        late = payment(CreditState.INBOX, paid_minor=sale.total_minor)
        shown = sale_view(
            Phase.PAID_LATE, payments=(late,), amount_minor=sale.total_minor, tip_minor=0
        )
        view = self._view(replace(self._model(SUPERVISOR), page=Page.RESULT, sale=shown))
        place = button_place(self._app, self._inside(), view, f"退款 {sale.total}")
        self.till.display.click(*place)

    def _click(self, page: Page, name: str) -> None:
        place = clerk_place(
            self._app, self._settings, page, self._inside(), name, has_notice=self.has_notice
        )
        self.till.display.click(*place)

    # --- the printer --------------------------------------------------------------------------

    @property
    def slips(self) -> list[PaperSlip]:
        """The slips that were cut off."""
        return [slip for slip in self.printer.slips if slip.is_cut]

    def slips_are_out(self, count: int) -> None:
        """Wait until so many slips are on paper, and the till has the printer's word for it."""
        self.till.slips_are_out(count)
        assert len(self.slips) == count

    def take_paper_out(self) -> None:
        """Use the roll up."""
        self.printer.turn(Switches(paper=Paper.OUT))

    def put_paper_in(self) -> None:
        """Put a new roll in. Nobody presses anything."""
        self.printer.turn(Switches())

    # --- eyes ---------------------------------------------------------------------------------

    def reads_slip(self, voucher: str) -> None:
        """Wait until the slip of a sale stands on the cashier's screen: its code can be read."""
        code = f"KPAY:V:80010001:000001:{voucher}"
        wait_until(f"the slip {voucher}", lambda: self.phone.sees(COUNTER.area) == [code])

    def sees_how_to_change_paper(self, sale: Sold) -> None:
        """Wait until the three drawn steps of a new roll stand on the page, and no slip."""
        shown = sale_view(Phase.APPROVED, amount_minor=sale.total_minor, tip_minor=0)
        no_paper = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.paper_out")
        model = replace(
            self._model(CASHIER),
            page=Page.RESULT,
            sale=shown,
            slips=tuple((copy, SlipProgress.WAITING) for copy in SlipCopy),
            lamps=(no_paper,),
        )
        with twin_of(self._app, self._inside(), self._view(model)) as window:
            page = window.page
            assert isinstance(page, ResultPage)
            assert page.paper.isVisible()
            place = place_of(window, page.paper, self._inside())
            wanted = painted(window, page.paper)
        wait_until("the three steps", lambda: self._differs(place, wanted) < ALIKE)
        assert self.phone.sees(COUNTER.area) == []

    def reads_batch(self, count: int, total_minor: int) -> None:
        """Wait until the batch card says so many sales of so much, and nothing like it."""
        others = [(count + 1, total_minor), (count - 1, total_minor), (count, total_minor + 1)]
        others += [(count, total_minor + step) for step in (-100, 10, 1_000)]
        pictures = [self._batch_sum(*figures) for figures in ((count, total_minor), *others)]

        def says_so() -> bool:
            right, *wrong = [self._differs(*picture) for picture in pictures]
            return right < ALIKE and right < min(wrong)

        wait_until(f"{count} sales of {total_minor} on the batch card", says_so)

    def _batch_sum(self, count: int, total_minor: int) -> tuple[Area, Image]:
        model = replace(
            self._model(SUPERVISOR),
            page=Page.AMOUNT,
            batch=BatchSummary(1, count, total_minor),
        )
        with twin_of(self._app, self._inside(), self._view(model)) as window:
            page = window.page
            assert isinstance(page, AmountPage)
            label = page.batch.sum
            place, picture = place_of(window, label, self._inside()), painted(window, label)
            # The figures stand at the right of a place that is much wider than they are.
            left = place.width - label.sizeHint().width()
            part = Area(place.x + left, place.y, place.width - left, place.height)
            return part, picture.crop((left, 0, place.width, place.height))

    def _differs(self, place: Area, wanted: Image) -> float:
        return difference(self.till.display, place, wanted)

    def _inside(self) -> Area:
        return self.till.display.area(self.till.window)

    def _model(self, operator: Operator) -> TillModel:
        return replace(first_model(self._settings), operator=operator)

    def _view(self, model: TillModel) -> ClerkView:
        return present(model, _no_slip).clerk


def _no_slip(sale: SaleRecord, copy: SlipCopy) -> Document:
    return Document(f"{sale.identity.voucher} {copy.value}", ())


@contextmanager
def morning(app: QApplication, display: Display, data: Path, folder: Path) -> Iterator[Morning]:
    """Open the shop: the printer is on, and the program starts on the two screens."""
    printer = PrinterModel(data / "paper")
    try:
        with server(printer) as port:
            profile = folder / "chinese.toml"
            profile.write_text(chinese_profile(port), "utf-8")
            settings = parse_settings(profile.read_text("utf-8"), "chinese")
            with RealTill(display, data, profile) as till:
                yield Morning(app, till, printer, settings)
    finally:
        printer.close()
