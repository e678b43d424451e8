"""The real till with both its windows in the tests' own process, painted into memory.

Fingers touch the real buttons; what is read is what the widgets say. The store, the bank's process,
the gateway's client, the printer and the clocks are the real ones.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import shiboken6
from PySide6.QtWidgets import QApplication, QWidget

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.till import Till
from kpay_desktop.domain.language import Language
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.settings import Settings
from kpay_desktop.simulation.desk_client import DeskClient
from kpay_desktop.simulation.desk_client import Press as Pressed
from tests.helpers.gui import tree
from tests.helpers.real_till import CASHIER_PIN, SUPERVISOR_PIN
from ui.customer.panels import CodePanel, PaidPanel, SaidPanel
from ui.main.authorise import AuthorisePage
from ui.main.result import ResultPage
from ui.main.show_qr import ShowQrPage
from ui.present_receipt import receipt_of, receipt_wanted
from ui.theme import prepare_application
from ui.till_model import SlipProgress, TillModel
from ui.views import Action, Page, Press
from ui.widgets.buttons import BigButton
from ui.widgets.keypad import Key
from ui.widgets.label import Label

WAIT_S = 60.0
SIZE = (1366, 768)
CODE_VALID_S = 500
CUSTOMER = "1010"
CASHIER, SUPERVISOR = "01", "90"
_PINS = {CASHIER: CASHIER_PIN, SUPERVISOR: SUPERVISOR_PIN}
_LINE = {"up": "mend_line", "cut": "cut_line", "silent": "silence_line"}


class OpenTill:
    """A till that somebody works at; a context manager that leaves nothing behind."""

    def __init__(self, app: QApplication, settings: Settings, data: Path) -> None:
        prepare_application(app)
        folders = Folders(data)
        folders.make()
        # The customer reads a result for long, a code stays valid, and no request is given up
        # while somebody reads: nothing here depends on those clocks.
        quiet = replace(
            settings,
            sale=replace(settings.sale, result_seconds=60),
            qr_clock=replace(settings.qr_clock, valid_s=CODE_VALID_S),
            gateway=replace(settings.gateway, request_timeout_s=WAIT_S),
        )
        self._app = app
        self._till = Till(quiet, folders)

    def __enter__(self) -> OpenTill:
        self._till.open(SIZE)
        self.until("the bank", lambda: self._bank_desk() is not None)
        self.until("the operators", lambda: bool(self.model.operators))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._till.close_windows()
        self._till.stop()
        for window in (self._till.window, self._till.customer):
            shiboken6.delete(window)

    # --- waiting ------------------------------------------------------------------------------

    @property
    def model(self) -> TillModel:
        """What the front knows now."""
        return self._till.controller.model

    @property
    def sale(self) -> SaleView:
        """The sale on the screen."""
        sale = self.model.sale
        assert isinstance(sale, SaleView), "there is no sale by code on the screen"
        return sale

    def until(self, what: str, true: Callable[[], bool]) -> None:
        """Let the windows work until ``true``."""
        deadline = time.monotonic() + WAIT_S
        while not true():
            assert time.monotonic() < deadline, f"{what}: never; the page says\n{self.said()}"
            self._app.processEvents()
            time.sleep(0.002)

    def reaches(self, *phases: Phase) -> None:
        """Wait until the sale on the screen stands in one of ``phases``."""

        def there() -> bool:
            return self.model.sale is not None and self.model.sale.state.phase in phases

        self.until(" or ".join(phases), there)

    def code_is_gone(self) -> None:
        """Wait until the sale on the screen is past its code."""
        before = {Phase.CREATED, Phase.SHOWN}
        self.until("the end of the code", lambda: self.sale.state.phase not in before)

    def slips_are_out(self) -> None:
        """Wait until both copies are printed."""

        def out() -> bool:
            states = [state for _, state in self.model.slips]
            return len(states) == 2 and set(states) == {SlipProgress.PRINTED}

        self.until("the slips", out)

    # --- hands --------------------------------------------------------------------------------

    def touch(self, action: Action, value: str | None = None) -> None:
        """Touch the button of the page that means ``action``, which must be enabled."""
        found = [
            button
            for button in self._buttons()
            if button.press is not None
            and button.press.action is action
            and value in {None, button.press.value}
        ]
        assert len(found) == 1, f"{len(found)} buttons mean {action}:\n{self.said()}"
        assert found[0].isEnabled(), f"{found[0].text()} is not enabled"
        found[0].click()
        self._app.processEvents()

    def type(self, figures: str) -> None:
        """Touch the keys of the keypad."""
        page = self._till.window.page
        assert page is not None
        keys = {key.key: key for key in page.findChildren(Key)}
        assert set(figures) <= set(keys), f"there is no keypad:\n{self.said()}"
        for figure in figures:
            keys[figure].click()
        self._app.processEvents()

    def authorise(self, operator_id: str = SUPERVISOR) -> None:
        """Have a supervisor come and touch their PIN; wait until the panel is gone."""
        self.touch_person(operator_id)
        self.type(_PINS[operator_id])
        self.until("the panel to close", lambda: self.model.authorise is None)

    def touch_person(self, operator_id: str) -> None:
        """Touch the card of the one whose PIN follows."""
        page = self._till.window.page
        assert isinstance(page, AuthorisePage), self.said()
        names = {o.operator_id: o.name for o in self.model.operators}
        cards = {card.text(): card for card in page.pin.people.buttons}
        cards[names[operator_id]].click()
        self._app.processEvents()

    def press(self, action: Action, value: str = "") -> None:
        """Press what is no button of the page: an entry of the rail, the bar at the top."""
        self._till.controller.press(Press(action, value))
        self._app.processEvents()

    def sign_in(self, operator_id: str = CASHIER) -> None:
        """Have somebody at the counter, whoever was there before."""
        if self.model.operator is not None:
            self.press(Action.SIGN_OUT)
        self.press(Action.PICK_OPERATOR, operator_id)
        self.type(_PINS[operator_id])
        self.until("signing in", lambda: self.model.page is Page.AMOUNT)

    def charge(self, total_minor: int, wallet: str = "paynow") -> None:
        """Key an amount and confirm it for a wallet; wait for the sale."""
        self.type(str(total_minor))
        self.touch(Action.CHARGE)
        self.touch(Action.PICK_METHOD, f"{wallet}:show")
        self.touch(Action.CONFIRM)
        self.until("an answer", lambda: not self.model.draft.charging)
        assert self.model.page is Page.SHOW_QR, self.said()

    # --- the customer and the bank ------------------------------------------------------------

    @property
    def desk(self) -> DeskClient:
        """The bank's desk."""
        desk = self._bank_desk()
        assert desk is not None
        return desk

    def _bank_desk(self) -> DeskClient | None:
        if self._till.world.desk() is None:
            return None
        bank = self._till.world.world.bank
        return None if bank is None else DeskClient(bank.desk_url, bank.desk_token, WAIT_S)

    def customer(self, decision: str = "pay") -> Pressed | None:
        """Scan the code that was shown and press; None where the app says it cannot be paid."""
        scan = self.desk.scan(self.sale.state.code_text)
        return self.desk.press(scan.order, CUSTOMER, decision) if scan.order else None

    def line(self, state: str) -> None:
        """Put the line to the bank ``up``, ``cut`` or ``silent``."""
        getattr(self.desk, _LINE[state])()

    # --- what the windows say -----------------------------------------------------------------

    def speak(self, language: Language) -> None:
        """Switch both windows while they stand."""
        self.press(Action.LANGUAGE, language.value)
        self.press(Action.SHOP_CUSTOMER_LANGUAGE, language.value)

    def _buttons(self) -> list[BigButton]:
        page = self._till.window.page
        assert page is not None
        return [widget for widget in tree(page) if isinstance(widget, BigButton)]

    def title(self) -> str:
        """Return the title of the cashier's window."""
        return self._till.window.windowTitle()

    def notice(self) -> str:
        """Return what the bar at the top says; nothing where there is none."""
        bar = self._till.window.notice
        return bar.text() if bar.isVisible() else ""

    def lamps(self) -> list[str]:
        """Return what the lamps at the top say."""
        return [lamp.text() for lamp in self._till.window.top_bar.lamps.lamps()]

    def said(self) -> str:
        """Return what both windows say of the sale, a line each, in the order of the screens.

        Buttons stand in brackets, those that are not enabled in round ones. Times are written
        ``00:00``, with seconds ``00:00:00``. A receipt's code that is being made is waited for.
        """
        self._receipt_is_made()
        page = self._till.window.page
        if isinstance(page, ResultPage):
            lines = _result(page)
        elif isinstance(page, ShowQrPage):
            lines = _code(page)
        elif isinstance(page, AuthorisePage):
            lines = _panel(page)
        else:
            return self.title()
        return _timeless("\n".join([*lines, *self._customer_said()]))

    def _receipt_is_made(self) -> None:
        wanted = receipt_wanted(self.model)
        deadline = time.monotonic() + WAIT_S
        while wanted is not None and receipt_of(self.model) is None:
            assert time.monotonic() < deadline, "no code for the receipt was made"
            self._app.processEvents()
            time.sleep(0.002)

    def _customer_said(self) -> list[str]:
        panel = self._till.customer.stack.currentWidget()
        if not isinstance(panel, SaidPanel | CodePanel):
            return []
        # Whether there is room for a receipt's code beside the result is the window's matter.
        note = panel.note.text() if isinstance(panel, PaidPanel) else ""
        return [f"> {text}" for text in _labels(panel) if text != note]


def _timeless(text: str) -> str:
    text = re.sub(r"\b\d\d:\d\d:\d\d\b", "00:00:00", text)
    text = re.sub(r"\b\d:\d\d\b", "0:00", text)
    return re.sub(r"\d+( s ago| 秒前)", r"0\1", text)


def _labels(root: QWidget) -> list[str]:
    labels = [widget for widget in tree(root) if isinstance(widget, Label)]
    return [line for label in labels for line in label.text().split("\n") if line]


def _row(buttons: list[BigButton]) -> str:
    shown = [f"[{b.text()}]" if b.isEnabled() else f"({b.text()})" for b in buttons]
    return " ".join(shown)


def _result(page: ResultPage) -> list[str]:
    lines = [f"{page.mark.mark} {page.title.text()}"]
    lines += [row for label in page.lines if label.isVisible() for row in label.text().split("\n")]
    if page.paper.isVisible():
        lines += [*_labels(page.paper), page.after.text()]
    lines += ["…"] * page.bar.isVisible()
    lines.append(_row(page.buttons.buttons))
    if page.slip.isVisible():
        document = page.slip.paper.document
        assert document is not None
        lines.append(f"= {document.title}")
    if page.facts.isVisible():
        facts = _labels(page.facts.facts)
        lines.append(f"= {page.facts.title.text()}")
        lines += [f"= {name}: {value}" for name, value in zip(facts[::2], facts[1::2], strict=True)]
        lines += [f"= {label.text()}" for label in page.facts.contact if label.isVisible()]
    return lines


def _code(page: ShowQrPage) -> list[str]:
    wait = page.wait
    return [
        f"{'code' if page.qr.symbol is not None else 'no code'} {wait.title.text()}",
        wait.badge.text(),
        wait.body.text(),
        *([wait.clock.text()] if wait.clock.text() else []),
        _row(wait.buttons.buttons),
        *_column(page),
    ]


def _panel(page: AuthorisePage) -> list[str]:
    """Return the panel of a supervised act: whose PIN, what it is for, and the ways on."""
    pin, act = page.pin, page.act
    facts = _labels(act.facts)
    return [
        f"{pin.heading.text()}: {', '.join(b.text() for b in pin.people.buttons)}",
        *([pin.line.text()] if pin.line.text() else []),
        f"{act.title.text()} {act.amount.accessibleName()}",
        act.text.text(),
        *(f"= {name}: {value}" for name, value in zip(facts[::2], facts[1::2], strict=True)),
        act.note.text(),
        _row([act.cancel, act.confirm]),
    ]


def _column(page: ShowQrPage) -> list[str]:
    total = page.total
    facts = [*_labels(total.parts), *_labels(total.facts)]
    lines = [f"= {name}: {value}" for name, value in zip(facts[::2], facts[1::2], strict=True)]
    return [*lines, f"= {_row([total.way_out])}"]
