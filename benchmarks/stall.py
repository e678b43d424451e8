"""How long the windows' thread comes to nothing else while a sale runs and nobody answers.

The whole till, as it starts: its windows, store, bank in a process of its own, and a printer on TCP
in another. A timer in the windows' thread ticks every millisecond; the longest that it was kept
waiting is how long a touch would have waited. Ours: the printer hangs with slips to print, and the
host takes every request and says nothing. The floor: the same sale while both answer. What is added
must be nothing: devices and hosts are waited for on threads of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt

from benchmarks.counter import SaleCounter
from benchmarks.measure import Effort, Meter, race
from benchmarks.printer_process import PrinterProcess
from benchmarks.report import Row, Target, compare
from benchmarks.window import application
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.settings import Settings, demo_settings

TARGET = Target(ours_s=0.016, p99_s=0.05)
#: How long a page stands before the next key: the host's first silence falls into it.
LINGER_S = 0.5
TRIES = 10
CUSTOMER = "1010"


def run(effort: Effort, folder: Path) -> list[Row]:
    application()
    with PrinterProcess() as printer, PrintingCounter(folder, _settings(printer)) as counter:
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


class PrintingCounter(SaleCounter):
    """A counter with slips to print again."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        super().__init__(folder, settings)
        self._sale_id = 0

    def sell(self) -> None:
        """Make one sale that is paid, so that there are slips to print again."""
        for _ in range(TRIES):
            self.charge()
            self.until("the code", lambda: bool(self.code) or self.has_ended)
            if self.code:
                break
            # The host was given up before it answered: the machine has other things to do.
            self.new_sale()
        scan = self.desk.scan(self.code)
        self.desk.press(scan.order, CUSTOMER, "pay")
        self.until("the approval", lambda: self.state is SaleState.APPROVED)
        sale = self.model.sale
        assert sale is not None
        self._sale_id = sale.sale.identity.sale_id
        self.new_sale()

    def longest_wait(self, *before: Callable[[], None]) -> Meter:
        """Return a meter of the longest hold-up while a sale is begun, looked at and cancelled."""

        def meter() -> float:
            for each in before:
                each()
            self.linger(LINGER_S)
            self.hold_ups.begin()
            self.till.world.reprint(self._sale_id, SlipCopy.CUSTOMER)
            self.charge()
            self.linger(LINGER_S)
            self.key(Qt.Key.Key_Escape)
            self.until("the cancel", lambda: self.has_ended)
            self.linger(LINGER_S)
            self.new_sale()
            return self.hold_ups.end()

        return meter


def _settings(printer: PrinterProcess) -> Settings:
    """Return the demo's settings with that printer, and a host that is given up soon."""
    demo = demo_settings()
    return replace(
        demo,
        devices=replace(demo.devices, printer=printer.path),
        gateway=replace(demo.gateway, request_timeout_s=1.0),
        sale=replace(demo.sale, result_seconds=60),
    )
