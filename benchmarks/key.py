"""From a key press to the end of the repaint, in the real windows and in a bare label.

A press is posted as Qt delivers it, to the window; the turn of the event loop that paints what was
typed ends the time. Ours goes through key filter, controller, presenter and page, with thirty sales
beside the keypad, and repaints the customer's window as well.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from benchmarks.measure import BenchError, Effort, Meter, race
from benchmarks.report import Row, Target, compare
from benchmarks.window import Counter, Paints, application, settle
from kpay_desktop.bootstrap.first_window import START_SIZE
from kpay_desktop.domain.records import BatchSummary, SaleRecord
from kpay_desktop.domain.sale import Method, QrMode, SaleIdentity, SaleState
from ui.backend import BatchNews
from ui.widgets.amount import AmountLabel

TARGET = Target(ratio=3.0, p99_s=0.016)
ROWS = 30
DIGITS = "28013"
DEADLINE_S = 5.0


def run(effort: Effort, folder: Path) -> list[Row]:
    application()
    counter = Counter(folder)
    counter.controller.news(busy_day())
    label = BareLabel()
    label.show()
    settle()
    try:
        floor, ours = race(
            _digits(label, label.label, label.clear_text),
            _digits(counter.window, _amount_shown(counter.window), lambda: _clear(counter.window)),
            rounds=effort.times(200),
            warm_up=3,
            in_a_row=len(DIGITS),
        )
    finally:
        label.close()
        counter.close()
    return [compare("key", "key press to repaint", ("a bare QLabel", floor), ours, TARGET)]


class BareLabel(QWidget):
    """A window that shows what is typed, and nothing else: not even a layout."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(*START_SIZE)
        self.label = QLabel("0", self)
        self.label.setGeometry(self.rect())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.label.setText(self.label.text() + event.text())

    def clear_text(self) -> None:
        self.label.setText("0")
        settle()


def _digits(window: QWidget, shown: QWidget, clear: Callable[[], None]) -> Meter:
    """Return a meter of one digit; the entry is emptied after some, which does not count."""
    paints = Paints(shown)
    digits = _in_turn(clear)

    def meter() -> float:
        digit = next(digits)
        before = paints.count
        began = time.perf_counter()
        _press(window, Qt.Key(ord(digit)), digit)
        while paints.count == before:
            QCoreApplication.processEvents()
            if time.perf_counter() - began > DEADLINE_S:
                raise BenchError("the key was not repainted")
        return time.perf_counter() - began

    return meter


def _in_turn(clear: Callable[[], None]) -> Iterator[str]:
    for place in itertools.cycle(range(len(DIGITS))):
        if place == 0:
            clear()
        yield DIGITS[place]


def _press(window: QWidget, key: Qt.Key, text: str) -> None:
    plain = Qt.KeyboardModifier.NoModifier
    event = QKeyEvent(QEvent.Type.KeyPress, key, plain, text)
    QCoreApplication.postEvent(window.windowHandle(), event)


def _clear(window: QWidget) -> None:
    _press(window, Qt.Key.Key_Delete, "")
    settle()


def _amount_shown(window: QWidget) -> AmountLabel:
    """Return what shows the amount that is being typed."""
    _press(window, Qt.Key.Key_5, "5")
    settle()
    for label in window.findChildren(AmountLabel):
        if label.isVisible() and label.minor == 5:
            return label
    raise BenchError("no page shows the amount")


def busy_day() -> BatchNews:
    """Return the news of a batch with thirty sales."""
    at = datetime(2026, 11, 22, 6, 32, 8, tzinfo=UTC)
    sales = tuple(
        SaleRecord(
            identity=SaleIdentity(number, number, f"{number:06d}", f"8001000101{number:012d}", 42),
            created_at=at,
            amount_minor=2_800,
            tip_minor=280,
            method=Method.PAYNOW,
            mode=QrMode.SHOW,
            cashier_id="01",
            state=SaleState.APPROVED,
            wallet_txn_no=f"20261122143208{number:06d}",
            paid_at=at,
            finished_at=at,
        )
        for number in range(1, ROWS + 1)
    )
    return BatchNews(BatchSummary(42, ROWS, ROWS * 3_080), sales)
