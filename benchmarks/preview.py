"""What the camera costs the windows: how long they are held up, and how many pictures are shown.

The whole till on its scanning page, with the simulated camera at thirty pictures of 720 lines a
second: taken, read by the decoders (which look at a picture without a code the longest) and shown,
each on its own thread. The floor of the hold-ups: the same windows on the question before that
page. The floor of the pictures: the camera's own pace.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt

from benchmarks.counter import CounterOpen
from benchmarks.measure import BenchError, Effort, Meter, Timing, race
from benchmarks.report import Row, Target, compare
from benchmarks.window import application
from kpay_desktop.domain.sale import QrMode
from kpay_desktop.settings import Settings, demo_settings
from ui.views import Page
from ui.widgets.preview import Preview

STALL = Target(ours_s=0.016, p99_s=0.05)
PACE = Target(ratio=1.1)
FRAMES_PER_S = 30
LOOK_S = 1.0


def run(effort: Effort, folder: Path) -> list[Row]:
    application()
    with ScanningCounter(folder, _settings()) as counter:
        counter.sign_in()
        without, looking = race(
            counter.longest_wait(counter.question),
            counter.longest_wait(counter.camera),
            rounds=effort.times(10),
        )
        between = Timing(tuple(counter.between_pictures() for _ in range(effort.times(5))))
    return [
        compare(
            "preview",
            "longest hold-up of the windows while the camera looks",
            ("the same on the page before it", without),
            looking,
            STALL,
        ),
        compare(
            "preview",
            "from one picture shown to the next",
            ("the camera's pace", Timing((1 / FRAMES_PER_S,))),
            between,
            PACE,
        ),
    ]


class ScanningCounter(CounterOpen):
    """A counter whose camera looks."""

    def question(self) -> None:
        """Go to the question, and no further."""
        self.ask(QrMode.SCAN)

    def camera(self) -> None:
        """Go to the page on which the camera looks, and wait for its picture."""
        self.ask(QrMode.SCAN)
        self.key(Qt.Key.Key_Return)
        self.until("the camera's page", partial(self.is_on, Page.SCAN))
        self.until("a picture", lambda: self._preview().has_picture)

    def longest_wait(self, go: Callable[[], None]) -> Meter:
        """Return a meter of the longest hold-up while the page that ``go`` leads to stands."""

        def meter() -> float:
            go()
            self.hold_ups.begin()
            self.linger(LOOK_S)
            held_s = self.hold_ups.end()
            self._leave()
            return held_s

        return meter

    def between_pictures(self) -> float:
        """Return the seconds from one picture that is shown to the next, on an average."""
        self.camera()
        before = self._preview().painted
        self.linger(LOOK_S)
        shown = self._preview().painted - before
        self._leave()
        if not shown:
            raise BenchError("no picture was shown")
        return LOOK_S / shown

    def _leave(self) -> None:
        while not self.is_on(Page.AMOUNT):
            left = self.model.page
            self.key(Qt.Key.Key_Escape)
            self.until("the page before", partial(self._is_past, left))

    def _is_past(self, page: Page) -> bool:
        return self.model.page is not page

    def _preview(self) -> Preview:
        for preview in self.till.window.findChildren(Preview):
            if preview.isVisible():
                return preview
        raise BenchError("no page shows pictures")


def _settings() -> Settings:
    demo = demo_settings()
    camera = replace(demo.camera, source="sim:", frames_per_s=FRAMES_PER_S)
    # A sound of the loudspeaker's program has no place in the figures.
    return replace(demo, camera=camera, devices=replace(demo.devices, sound=""))
