"""Both windows from one language to the other while they stand, and painted once more as they are.

Ours is a press like any other: the controller's model changes, every text of both windows is
worded anew, what has another length is laid out anew, and both windows are painted whole. The floor
paints both windows whole without a change: whatever is worded must at least be painted.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from benchmarks.key import busy_day
from benchmarks.measure import BenchError, Effort, Meter, race
from benchmarks.report import Row, Target, compare
from benchmarks.window import Counter, Paints, application, settle
from ui.views import Action, Page, Press

#: Nothing may hold the windows up for longer; and nobody sees the half of it.
TARGET = Target(ratio=2.0, p99_s=0.05)
PAGES = {"amount page": Page.AMOUNT, "More": Page.MORE}
DEADLINE_S = 5.0


def run(effort: Effort, folder: Path) -> list[Row]:
    application()
    counter = Counter(folder)
    counter.controller.news(busy_day())
    try:
        return [_page(effort, counter, name, page) for name, page in PAGES.items()]
    finally:
        counter.close()


def _page(effort: Effort, counter: Counter, name: str, page: Page) -> Row:
    counter.controller.press(Press(Action.OPEN_PAGE, page.value))
    settle()
    floor, ours = race(_painted(counter), _switched(counter), rounds=effort.times(100), warm_up=4)
    return compare(
        "language",
        f"both windows to the other language, {name}",
        ("painted whole", floor),
        ours,
        TARGET,
    )


def _painted(counter: Counter) -> Meter:
    """Return a meter of both windows painted whole, as they stand."""

    def work() -> None:
        counter.window.update()
        counter.customer.update()

    return _until_painted(counter, work)


def _switched(counter: Counter) -> Meter:
    """Return a meter of both windows in the other language, by turns."""

    def work() -> None:
        language = counter.controller.model.language.other
        for action in (Action.LANGUAGE, Action.CUSTOMER_LANGUAGE):
            counter.controller.press(Press(action, language.value))
        if not counter.window.words.language is counter.customer.words.language is language:
            raise BenchError("a window kept its language")

    return _until_painted(counter, work)


def _until_painted(counter: Counter, work: Callable[[], None]) -> Meter:
    """Return a meter of ``work`` and of all that is laid out and painted because of it."""
    paints = [Paints(window) for window in (counter.window, counter.customer)]

    def meter() -> float:
        first = last = [each.count for each in paints]
        began = time.perf_counter()
        work()
        seconds = 0.0
        while True:
            QCoreApplication.processEvents()
            now = time.perf_counter()
            counts = [each.count for each in paints]
            if counts == last and all(a > b for a, b in zip(counts, first, strict=True)):
                # This turn had nothing left to paint.
                return seconds
            last, seconds = counts, now - began
            if seconds > DEADLINE_S:
                raise BenchError("a window was not painted")

    return meter
