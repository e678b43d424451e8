"""The tour: drives the real windows through every page and saves a picture of each.

Nothing is staged: the bank is the simulator's process, the phone reads the customer's window, the
slips are read back from the printer's bytes. The pictures of README and docs come from here.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.operator import Role
from kpay_desktop.domain.sale import SaleState, Wallet
from kpay_desktop.flows.runner import SaleView
from kpay_desktop.flows.show_qr.values import Phase
from kpay_desktop.ports import DeviceKind, Health
from kpay_desktop.settings import LanguageSettings, QrClockSettings, Settings, Theme
from ui.demo.desk_port import Decision, Line, PaperSwitch
from ui.more_model import HelpTopic, MoreModel
from ui.till_model import SlipProgress
from ui.views import Action, Page, Press

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kpay_desktop.bootstrap.till import Till

PATIENCE_S = 30.0
Step = Callable[[], bool]


def run_tour(settings: Settings, folder: Path, language: Language, size: tuple[int, int]) -> int:
    """Save the pictures into ``folder``; return the exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kpay-tour-") as scratch:
        data = Path(scratch)
        _use_offscreen(data, size)
        from kpay_desktop.bootstrap.till import Till, make_application

        app = make_application()
        folders = Folders(data / "data")
        folders.make()
        till = Till(_tour_settings(settings, language), folders)
        till.open(size)
        tour = Tour(till, folder, size)
        try:
            for _ in tour.pages():
                app.processEvents()
        except TourError as error:
            sys.stderr.write(f"tour: {error}\n")
            return 1
        finally:
            till.quit()
            till.stop()
    sys.stdout.write(f"{tour.saved} pictures in {folder}\n")
    return 0


def _use_offscreen(scratch: Path, size: tuple[int, int]) -> None:
    """Paint into memory, on two screens side by side."""
    width, height = size
    plain = {"y": 0, "height": height, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    screens = [
        {"name": "0-cashier", "x": 0, "width": width, **plain},
        {"name": "1-customer", "x": width, "width": width, **plain},
    ]
    config = scratch / "screens.json"
    config.write_text(
        json.dumps({"synchronousWindowSystemEvents": False, "screens": screens}), "utf-8"
    )
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={config}"


def _tour_settings(settings: Settings, language: Language) -> Settings:
    """The profile with quick clocks, so that nobody waits for a code to expire."""
    quick = QrClockSettings(
        valid_s=74,
        poll_s=0.3,
        doubt_first_s=0.5,
        doubt_last_s=1.0,
        watch_first_s=0.5,
        watch_last_s=1.0,
    )
    languages = LanguageSettings(language, language, settings.languages.slips)
    return replace(settings, qr_clock=quick, languages=languages)


class TourError(RuntimeError):
    """A page that should have come did not."""


class Tour:
    """Presses, waits, and takes pictures."""

    def __init__(self, till: Till, folder: Path, size: tuple[int, int]) -> None:
        self._till = till
        self._folder = folder
        self._size = size
        self.saved = 0

    # --- tools ----------------------------------------------------------------------------

    def _save(self, name: str, *, customer: str = "") -> Iterator[None]:
        yield from self._settle()
        self._grab(self._till.window, name)
        if customer:
            self._grab(self._till.customer, customer)

    def _grab(self, window: QWidget, name: str) -> None:
        if not window.grab().save(str(self._folder / f"{name}.png")):
            raise TourError(f"{name} cannot be saved in {self._folder}")
        self.saved += 1

    def _settle(self, seconds: float = 0.35) -> Iterator[None]:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.01)
            yield

    def _wait(self, what: str, true: Step) -> Iterator[None]:
        end = time.monotonic() + PATIENCE_S
        while not true():
            if time.monotonic() > end:
                raise TourError(f"waited in vain for {what}")
            time.sleep(0.01)
            yield

    def _press(self, action: Action, value: str = "") -> None:
        self._till.controller.press(Press(action, value))

    def _keys(self, *keys: str) -> None:
        for key in keys:
            self._press(Action.KEY, key)

    def _phase(self, *phases: Phase) -> Step:
        def true() -> bool:
            sale = self._till.controller.model.sale
            return sale is not None and sale.state.phase in phases

        return true

    # --- what people do -------------------------------------------------------------------

    def _sign_in(self, name: str) -> Iterator[None]:
        model = self._till.controller.model
        operator = next(o for o in model.settings.operators if o.name == name)
        self._press(Action.PICK_OPERATOR, operator.operator_id)
        self._keys(*operator.pin[:-2])
        yield from self._save("11-sign-in" if operator.role is Role.CASHIER else "11-supervisor")
        self._keys(*operator.pin[-2:])
        yield from self._wait(
            "signing in", lambda: self._till.controller.model.operator is not None
        )

    def _charge(self, *keys: str, wallet: Wallet = Wallet.PAYNOW) -> Iterator[None]:
        self._keys(*keys)
        self._press(Action.TIP, "10")
        self._press(Action.CHARGE)
        self._press(Action.PICK_METHOD, f"{wallet.value}:show")
        self._press(Action.CONFIRM)
        yield from self._wait("the sale", self._phase(*Phase))

    def _next_answer(self, outcome: str) -> None:
        desk = self._till.world.desk()
        if desk is None or desk.set_outcome(outcome, PATIENCE_S, stays=False) is None:
            raise TourError("the bank's desk does not answer")

    def _line(self, line: Line) -> None:
        desk = self._till.world.desk()
        if desk is None or desk.set_line(line, PATIENCE_S) is None:
            raise TourError("the bank's desk does not answer")

    def _phone_reads(self) -> Iterator[None]:
        desk = self._till.desk
        if desk is None:
            raise TourError("the demo desk did not open")
        yield from self._wait("the phone", desk.phone.scan.isEnabled)
        desk.phone.scan.click()
        yield from self._wait("the phone to read the code", lambda: desk.phone.shown.can_decide)

    def _phone_pays(self) -> Iterator[None]:
        yield from self._phone_reads()
        if self._till.desk is not None:
            self._till.desk.phone.decisions[Decision.PAY].click()

    def _back_to_amount(self) -> Iterator[None]:
        self._press(Action.NEW_SALE)
        yield from self._wait(
            "the amount page", lambda: self._till.controller.model.page is Page.AMOUNT
        )

    # --- the way --------------------------------------------------------------------------

    def pages(self) -> Iterator[None]:
        """Go the whole way; each ``yield`` lets the windows work."""
        model = self._till.controller.model
        yield from self._wait(
            "the till", lambda: bool(self._till.controller.model.about) and self._host_answers()
        )
        self._grab(self._till.customer, "20-customer-idle")
        yield from self._sign_in("Cashier 01")
        yield from self._first_sale()
        yield from self._paper_out()
        yield from self._not_charged()
        yield from self._checking()
        yield from self._late_money()
        yield from self._transactions()
        yield from self._around()
        yield from self._second_start(model.settings)

    def _host_answers(self) -> bool:
        model = self._till.controller.model
        lamps = [model.lamp(kind) for kind in DeviceKind]
        return all(lamp is not None and lamp.health is Health.OK for lamp in lamps)

    def _first_sale(self) -> Iterator[None]:
        yield from self._save("01a-amount-empty")
        for cents in ("8", "80"), ("2", "3", "5", "0"):
            yield from self._charge(*cents, wallet=Wallet.WECHAT)
            yield from self._wait("the code", self._phase(Phase.SHOWN))
            self._till.open_desk()
            yield from self._phone_pays()
            yield from self._wait("the approval", self._phase(Phase.APPROVED))
            yield from self._back_to_amount()
        self._keys("2", "8", "00")
        self._press(Action.TIP, "10")
        yield from self._save("01-sale-amount", customer="21-customer-total")
        self._press(Action.TIP_OTHER)
        self._keys("3", "00")
        yield from self._save("01b-tip-other")
        self._press(Action.TIP, "10")
        self._press(Action.CHARGE)
        yield from self._save("02-sale-method")
        self._press(Action.PICK_METHOD, "paynow:show")
        yield from self._save("03-sale-confirm")
        self._press(Action.CONFIRM)
        yield from self._wait("the code", self._phase(Phase.SHOWN))
        yield from self._settle(1.2)
        yield from self._save("04-sale-show-qr", customer="22-customer-qr")
        yield from self._phone_reads()
        yield from self._desk_picture("31-demo-desk")
        yield from self._phone_pays()
        yield from self._wait("the approval", self._phase(Phase.APPROVED))
        yield from self._wait("the slips", self._slips_printed)
        yield from self._save("06-sale-approved", customer="24-customer-approved")
        yield from self._settle(1.0)
        yield from self._desk_picture("31b-demo-desk-slips")
        yield from self._back_to_amount()

    def _slips_printed(self) -> bool:
        slips = self._till.controller.model.slips
        return bool(slips) and all(state is SlipProgress.PRINTED for _, state in slips)

    def _desk_picture(self, name: str) -> Iterator[None]:
        desk = self._till.desk
        if desk is None:
            raise TourError("the demo desk did not open")
        desk.resize(*self._size)
        yield from self._settle(1.0)
        self._grab(desk, name)

    def _paper_out(self) -> Iterator[None]:
        port = self._till.world.desk()
        if port is None:
            raise TourError("there is no simulated printer")
        port.set_paper(PaperSwitch.OUT, on=True)
        yield from self._charge("1", "2", "00")
        yield from self._wait("the code", self._phase(Phase.SHOWN))
        yield from self._phone_pays()
        yield from self._wait("the approval", self._phase(Phase.APPROVED))
        yield from self._wait("the printer's lamp", lambda: not self._host_answers())
        yield from self._save("13-paper-out")
        port.set_paper(PaperSwitch.OUT, on=False)
        yield from self._wait("the slips", self._slips_printed)
        yield from self._back_to_amount()

    def _not_charged(self) -> Iterator[None]:
        yield from self._charge("5", "00")
        yield from self._wait("the code", self._phase(Phase.SHOWN))
        self._press(Action.CANCEL_SALE)
        yield from self._wait("the end", self._phase(Phase.CLOSED))
        yield from self._save("06b-not-charged", customer="25-customer-not-charged")
        yield from self._back_to_amount()
        self._next_answer("decline")
        yield from self._charge("5", "00")
        yield from self._wait("the refusal", self._phase(Phase.DECLINED))
        yield from self._save("06c-declined")
        yield from self._back_to_amount()

    def _checking(self) -> Iterator[None]:
        yield from self._charge("1", "4", "00")
        yield from self._wait("the code", self._phase(Phase.SHOWN))
        self._line(Line.CUT)
        self._press(Action.CANCEL_SALE)
        yield from self._wait("doubt", self._phase(Phase.ASKING))
        yield from self._wait("the host's lamp", lambda: not self._host_answers())
        yield from self._save("12-checking", customer="26-customer-checking")
        self._press(Action.NEW_SALE)
        yield from self._save("12b-checking-notice")
        yield from self._same_again("1", "4", "00")
        self._line(Line.UP)
        yield from self._wait("the lamps", self._host_answers)
        yield from self._settle(2.5)
        yield from self._save("12c-notice-not-charged")

    def _same_again(self, *cents: str) -> Iterator[None]:
        """Charge a total that is in doubt, see the warning, and think better of it."""
        self._keys(*cents)
        self._press(Action.TIP, "10")
        self._press(Action.CHARGE)
        self._press(Action.PICK_METHOD, f"{Wallet.PAYNOW.value}:show")
        self._press(Action.CONFIRM)
        yield from self._wait("the warning", lambda: self._till.controller.model.page is Page.DOUBT)
        yield from self._save("03b-doubt")
        for _ in range(4):
            self._press(Action.BACK)

    def _late_money(self) -> Iterator[None]:
        self._press(Action.SIGN_OUT)
        yield from self._sign_in("Supervisor")
        self._next_answer("late")
        yield from self._charge("9", "00")
        yield from self._wait("the code", self._phase(Phase.SHOWN))
        yield from self._phone_pays()
        yield from self._settle(0.5)
        self._press(Action.CANCEL_SALE)
        yield from self._wait("the end", self._phase(Phase.CLOSED))
        yield from self._wait("the late money", self._phase(Phase.PAID_LATE))
        yield from self._save("07-paid-late", customer="27-customer-paid-late")
        self._press(Action.REFUND_LATE)
        yield from self._wait("the refund", self._phase(Phase.REFUNDED))
        yield from self._save("07b-refunded")
        yield from self._back_to_amount()
        self._next_answer("paid_twice")
        yield from self._charge("7", "00")
        yield from self._wait("the code", self._phase(Phase.SHOWN))
        yield from self._phone_pays()
        yield from self._wait("the second payment", self._paid_twice)
        yield from self._save("07c-paid-twice")
        yield from self._back_to_amount()
        yield from self._inbox()

    def _inbox(self) -> Iterator[None]:
        """Let more money come late, and send all of it back from the list."""
        self._next_answer("late")
        yield from self._charge("6", "00", wallet=Wallet.WECHAT)
        yield from self._wait("the code", self._phase(Phase.SHOWN))
        yield from self._phone_pays()
        yield from self._settle(0.5)
        self._press(Action.CANCEL_SALE)
        yield from self._wait("the late money", self._phase(Phase.PAID_LATE))
        yield from self._back_to_amount()
        self._press(Action.OPEN_INBOX)
        yield from self._wait("the list", lambda: len(self._waiting()) == 2)
        yield from self._save("20-inbox")
        for view in self._waiting():
            self._press(Action.OPEN_INBOX)
            self._press(Action.OPEN_WAITING, view.flow)
            self._press(Action.REFUND_LATE)
        yield from self._wait("the refunds", lambda: not self._waiting())
        yield from self._back_to_amount()

    def _waiting(self) -> tuple[SaleView, ...]:
        return self._till.controller.model.inbox.views

    def _paid_twice(self) -> bool:
        sale = self._till.controller.model.sale
        return sale is not None and len(sale.state.payments) == 2

    def _transactions(self) -> Iterator[None]:
        self._press(Action.OPEN_PAGE, Page.TRANSACTIONS.value)
        yield from self._wait("today's sales", self._found)
        rows = self._till.controller.model.search.rows
        approved = next(row for row in rows if row.state is SaleState.APPROVED)
        self._press(Action.PICK_SALE, str(approved.identity.sale_id))
        yield from self._save("07-transactions")
        self._keys(*"000999")
        yield from self._wait("the search", self._found)
        yield from self._save("07d-transactions-search")
        self._press(Action.OPEN_PAGE, Page.AMOUNT.value)

    def _found(self) -> bool:
        search = self._till.controller.model.search
        return search.request > 0 and not search.loading

    def _around(self) -> Iterator[None]:
        self._press(Action.OPEN_PAGE, Page.MORE.value)
        yield from self._save("16-more")
        yield from self._behind_more()
        self._press(Action.OPEN_PAGE, Page.AMOUNT.value)
        self._keys("2", "8", "00")
        self._press(Action.TIP, "10")
        for theme in Theme.DARK, Theme.CONTRAST:
            self._press(Action.THEME, theme.value)
            yield from self._save(f"15-sale-{theme.value}")
        self._press(Action.THEME, Theme.LIGHT.value)

    def _behind_more(self) -> Iterator[None]:
        def more() -> MoreModel:
            return self._till.controller.model.more

        self._press(Action.OPEN_PAGE, Page.DEVICES.value)
        self._press(Action.PRINT_TEST)
        yield from self._wait("the test slip", lambda: not more().slip_busy)
        self._press(Action.IDENTIFY)
        yield from self._save("14-devices", customer="14b-customer-named")
        self._press(Action.OPEN_PAGE, Page.HELP.value)
        yield from self._save("18-help")
        for topic in HelpTopic.PAPER, HelpTopic.FAQ1:
            self._press(Action.HELP_TOPIC, topic.value)
            yield from self._save(f"18-help-{topic.value}")
        self._press(Action.OPEN_PAGE, Page.CONTACT.value)
        self._press(Action.SAVE_SUPPORT)
        yield from self._wait("the support file", lambda: not more().support_busy)
        yield from self._wait("the codes", lambda: bool(more().codes))
        yield from self._save("19-contact")
        for page in Page.LANGUAGE, Page.APPEARANCE, Page.ABOUT:
            self._press(Action.OPEN_PAGE, page.value)
            yield from self._save(f"16-more-{page.value}")

    def _second_start(self, settings: Settings) -> Iterator[None]:
        """Open the same data a second time: refused, in words."""
        from kpay_desktop.bootstrap.till import Till

        second = Till(settings, self._till.world.folders)
        second.open(self._size)
        yield from self._wait("the refusal", lambda: second.controller.model.page is Page.TROUBLE)
        yield from self._settle()
        self._grab(second.window, "17-trouble")
        second.close_windows()
        second.stop()
