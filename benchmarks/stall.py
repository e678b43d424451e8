"""How long the windows' thread comes to nothing else while a sale runs and nobody answers.

The whole till, as it starts: its windows, store, bank in a process of its own, and a printer on TCP
in another. A timer in the windows' thread ticks every millisecond; the longest that it was kept
waiting is how long a touch would have waited. Ours: the printer hangs with slips to print, and the
host takes every request and says nothing. The floor: the same sale while both answer. What is added
must be nothing: devices and hosts are waited for on threads of their own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from benchmarks.measure import BenchError, Effort, Meter, race
from benchmarks.printer_process import PrinterProcess
from benchmarks.report import Row, Target, compare
from benchmarks.window import application, put_away
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.till import Till
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.settings import Settings, demo_settings
from kpay_desktop.simulation.desk_client import DeskClient
from ui.till_model import TillModel
from ui.views import Action, Page, Press

TARGET = Target(ours_s=0.016, p99_s=0.05)
DEADLINE_S = 60.0
TICK_S = 0.001
#: How long a page stands before the next key: the host's first silence falls into it.
LINGER_S = 0.5
TRIES = 10
OPERATOR = 0
CUSTOMER = "1010"


def run(effort: Effort, folder: Path) -> list[Row]:
    application()
    with PrinterProcess() as printer, CounterOpen(folder, printer) as counter:
        counter.sign_in()
        counter.sell()
        well, badly = race(
            counter.longest_wait(printer.go_on, counter.desk.mend_line),
            counter.longest_wait(printer.stall, counter.desk.silence_line),
            rounds=effort.times(10),
            warm_up=1,
        )
        printer.go_on()
        counter.desk.mend_line()
    return [
        compare(
            "stall",
            "longest hold-up of the windows, nobody answers",
            ("the same while all answer", well),
            badly,
            TARGET,
        )
    ]


class HoldUps(QObject):
    """A timer in the windows' thread that notes by how much it was late at most."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(round(TICK_S * 1000))
        self._timer.timeout.connect(self._tick)
        self._last = 0.0
        self.longest_s = 0.0

    def begin(self) -> None:
        """Forget what was, and watch."""
        self._last, self.longest_s = time.perf_counter(), 0.0
        self._timer.start()

    def end(self) -> float:
        """Watch no longer; return the longest hold-up in seconds."""
        self._tick()
        self._timer.stop()
        return self.longest_s

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest_s = max(self.longest_s, now - self._last - TICK_S)
        self._last = now


_WALLET = f"{Method.WECHAT.value}:{QrMode.SHOW.value}"


class CounterOpen:
    """The till with somebody at its keys; ``with`` opens and closes it."""

    def __init__(self, folder: Path, printer: PrinterProcess) -> None:
        folders = Folders(folder / "data")
        folders.make()
        self._settings = _settings(printer)
        self._till = Till(self._settings, folders)
        self._hold_ups = HoldUps()
        self._amounts = iter(range(1_000, 100_000))
        self._sale_id = 0

    def __enter__(self) -> CounterOpen:
        self._till.open((1366, 768))
        # What the till tells of itself comes last of its start.
        self._until("the till", lambda: bool(self._model.about and self._model.operators))
        self._until("the bank", lambda: self._till.world.world.bank is not None)
        return self

    def __exit__(self, *_: object) -> None:
        self._till.close_windows()
        self._till.stop()
        put_away(self._till.window, self._till.customer)

    @property
    def desk(self) -> DeskClient:
        """The desk of the simulated bank."""
        bank = self._till.world.world.bank
        if bank is None:
            raise BenchError("the bank went away")
        return DeskClient(bank.desk_url, bank.desk_token, DEADLINE_S)

    def sign_in(self) -> None:
        """Have the first operator at the counter."""
        first = self._settings.operators[OPERATOR]
        self._till.controller.press(Press(Action.PICK_OPERATOR, first.operator_id))
        self._type(first.pin)
        self._until("the amount page", lambda: self._model.page is Page.AMOUNT)

    def sell(self) -> None:
        """Make one sale that is paid, so that there are slips to print again."""
        for _ in range(TRIES):
            self._charge()
            self._until("the code", lambda: bool(self._code()) or self._has_ended())
            if self._code():
                break
            # The host was given up before it answered: the machine has other things to do.
            self._new_sale()
        scan = self.desk.scan(self._code())
        self.desk.press(scan.order, CUSTOMER, "pay")
        self._until("the approval", lambda: self._state() is SaleState.APPROVED)
        sale = self._model.sale
        assert sale is not None
        self._sale_id = sale.sale.identity.sale_id
        self._new_sale()

    def longest_wait(self, *before: Callable[[], None]) -> Meter:
        """Return a meter of the longest hold-up while a sale is begun, looked at and cancelled."""

        def meter() -> float:
            for each in before:
                each()
            self._linger()
            self._hold_ups.begin()
            self._till.world.reprint(self._sale_id, SlipCopy.CUSTOMER)
            self._charge()
            self._linger()
            self._press(Qt.Key.Key_Escape)
            self._until("the cancel", self._has_ended)
            self._linger()
            self._new_sale()
            return self._hold_ups.end()

        return meter

    def _charge(self) -> None:
        """Key an amount that was not charged before, and confirm it for a wallet."""
        self._type(str(next(self._amounts)))
        self._press(Qt.Key.Key_Return)
        self._until("the ways to pay", partial(self._is_on, Page.METHOD))
        self._till.controller.press(Press(Action.PICK_METHOD, _WALLET))
        self._until("the question", partial(self._is_on, Page.CONFIRM))
        self._press(Qt.Key.Key_Return)
        self._until("the sale", partial(self._is_on, Page.SHOW_QR))

    def _new_sale(self) -> None:
        self._till.controller.press(Press(Action.NEW_SALE))
        self._until("the next sale", lambda: self._model.page is Page.AMOUNT)

    @property
    def _model(self) -> TillModel:
        return self._till.controller.model

    def _is_on(self, page: Page) -> bool:
        return self._model.page is page

    def _code(self) -> str:
        sale = self._model.sale
        return sale.state.code_text if isinstance(sale, SaleView) else ""

    def _state(self) -> SaleState | None:
        sale = self._model.sale
        return None if sale is None else sale.sale.state

    def _has_ended(self) -> bool:
        return self._state() not in {None, SaleState.OPEN}

    def _type(self, figures: str) -> None:
        for figure in figures:
            self._press(Qt.Key(ord(figure)), figure)

    def _press(self, key: Qt.Key, text: str = "") -> None:
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
        QCoreApplication.postEvent(self._till.window.windowHandle(), event)
        QCoreApplication.processEvents()

    def _linger(self) -> None:
        until = time.perf_counter() + LINGER_S
        self._until("the end of a pause", lambda: time.perf_counter() >= until)

    def _until(self, what: str, true: Callable[[], bool]) -> None:
        """Let the windows work until ``true``."""
        deadline = time.perf_counter() + DEADLINE_S
        while not true():
            if time.perf_counter() > deadline:
                raise BenchError(f"{what} did not come")
            QCoreApplication.processEvents()
            # As an event loop sleeps between events; the other threads need the processor too.
            time.sleep(TICK_S / 4)


def _settings(printer: PrinterProcess) -> Settings:
    """Return the demo's settings with that printer, and a host that is given up soon."""
    demo = demo_settings()
    return replace(
        demo,
        devices=replace(demo.devices, printer=printer.path),
        gateway=replace(demo.gateway, request_timeout_s=1.0),
        sale=replace(demo.sale, result_seconds=60),
    )
