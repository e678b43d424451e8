"""The whole till with somebody at its keys, and a watch on how long its windows are held up."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Self

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from benchmarks.measure import BenchError
from benchmarks.window import put_away
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.till import Till
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.settings import Settings
from kpay_desktop.simulation.desk_client import DeskClient
from ui.till_model import TillModel
from ui.views import Action, Page, Press

DEADLINE_S = 60.0
TICK_S = 0.001
OPERATOR = 0


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


class CounterOpen:
    """The till with somebody at its keys; ``with`` opens and closes it."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        folders = Folders(folder / "data")
        folders.make()
        self._settings = settings
        self.till = Till(settings, folders)
        self.hold_ups = HoldUps()
        self._amounts = iter(range(1_000, 100_000))

    def __enter__(self) -> Self:
        self.till.open((1366, 768))
        # What the till tells of itself comes last of its start.
        self.until("the till", lambda: bool(self.model.about and self.model.operators))
        self.until("the bank", lambda: self.till.world.world.bank is not None)
        return self

    def __exit__(self, *_: object) -> None:
        self.till.close_windows()
        self.till.stop()
        put_away(self.till.window, self.till.customer)

    @property
    def desk(self) -> DeskClient:
        """The desk of the simulated bank."""
        bank = self.till.world.world.bank
        if bank is None:
            raise BenchError("the bank went away")
        return DeskClient(bank.desk_url, bank.desk_token, DEADLINE_S)

    @property
    def model(self) -> TillModel:
        """What the front knows now."""
        return self.till.controller.model

    def sign_in(self) -> None:
        """Have the first operator at the counter."""
        first = self._settings.operators[OPERATOR]
        self.press(Press(Action.PICK_OPERATOR, first.operator_id))
        self.type(first.pin)
        self.until("the amount page", partial(self.is_on, Page.AMOUNT))

    def ask(self, mode: QrMode) -> None:
        """Key an amount that was not charged before, and go as far as the question for WeChat."""
        # Whoever came back from the question finds the amount of before.
        self.press(Press(Action.KEY, "clear"))
        self.type(str(next(self._amounts)))
        self.key(Qt.Key.Key_Return)
        self.until("the ways to pay", partial(self.is_on, Page.METHOD))
        self.press(Press(Action.PICK_METHOD, f"{Method.WECHAT.value}:{mode.value}"))
        self.until("the question", partial(self.is_on, Page.CONFIRM))

    def new_sale(self) -> None:
        """Go back to the amount page."""
        self.press(Press(Action.NEW_SALE))
        self.until("the next sale", partial(self.is_on, Page.AMOUNT))

    def is_on(self, page: Page) -> bool:
        """True while that page stands."""
        return self.model.page is page

    def press(self, press: Press) -> None:
        """Press something in the cashier's window."""
        self.till.controller.press(press)

    def type(self, figures: str) -> None:
        """Press the keys of some figures."""
        for figure in figures:
            self.key(Qt.Key(ord(figure)), figure)

    def key(self, key: Qt.Key, text: str = "") -> None:
        """Press a key in the cashier's window."""
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
        QCoreApplication.postEvent(self.till.window.windowHandle(), event)
        QCoreApplication.processEvents()

    def linger(self, seconds: float) -> None:
        """Let the page stand."""
        until = time.perf_counter() + seconds
        self.until("the end of a pause", lambda: time.perf_counter() >= until)

    def until(self, what: str, true: Callable[[], bool]) -> None:
        """Let the windows work until ``true``."""
        deadline = time.perf_counter() + DEADLINE_S
        while not true():
            if time.perf_counter() > deadline:
                raise BenchError(f"{what} did not come")
            QCoreApplication.processEvents()
            # As an event loop sleeps between events; the other threads need the processor too.
            time.sleep(TICK_S / 4)


class SaleCounter(CounterOpen):
    """The same, with sales by the shop's code."""

    def charge(self) -> None:
        """Begin a sale of an amount that was not charged before."""
        self.ask(QrMode.SHOW)
        self.key(Qt.Key.Key_Return)
        self.until("the sale", partial(self.is_on, Page.SHOW_QR))

    @property
    def code(self) -> str:
        """The code that is shown, or nothing."""
        sale = self.model.sale
        return sale.state.code_text if isinstance(sale, SaleView) else ""

    @property
    def state(self) -> SaleState | None:
        """How the sale on the screen is."""
        sale = self.model.sale
        return None if sale is None else sale.sale.state

    @property
    def has_ended(self) -> bool:
        """True once the sale on the screen is over, or in other hands."""
        return self.state not in {None, SaleState.OPEN}
