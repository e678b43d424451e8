"""The day's place: cash and drawer, void and refund, settlement, beside the sales.

They share the store's executor with the sales, and whoever is signed in is who asks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from kpay_desktop.bootstrap.printer import PrinterRoom
from kpay_desktop.domain.cash import DrawerCount
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.cash_desk import CashDesk, CashParts
from kpay_desktop.flows.cash_view import CashNews
from kpay_desktop.flows.sale_view import ChargeRefused
from kpay_desktop.ports import BusyError, Clock, PrintOutcome, PrintReport, SerialExecutor, Store
from ui.backend_day import BackBackend, SettleBackend

log = logging.getLogger(__name__)

Operator = Callable[[], str]
"""Returns who is signed in, by the operator's id; empty if nobody is."""


@dataclass(frozen=True, slots=True)
class DayParts:
    """What the room is built from."""

    store: Store
    executor: SerialExecutor
    clock: Clock
    authority: Authority
    printer: PrinterRoom
    operator: Operator
    observe: Callable[[CashNews | ChargeRefused], None]


class DayRoom:
    """Holds what works beside the sales."""

    def __init__(self, parts: DayParts) -> None:
        self.desk = CashDesk(
            CashParts(
                store=parts.store,
                executor=parts.executor,
                clock=parts.clock,
                authority=parts.authority,
                observe=parts.observe,
                print_wanted=parts.printer.wake,
                kick_drawer=drawer_kick(parts.printer),
            )
        )
        self.cash = CashAtTill(self.desk, parts.operator)
        self.back: BackBackend | None = None
        self.settlement: SettleBackend | None = None


def drawer_kick(printer: PrinterRoom) -> Callable[[Callable[[bool], None]], None]:
    """Return what opens the drawer and tells whether a pulse was sent."""

    def kick(told: Callable[[bool], None]) -> None:
        def ended(report: PrintReport | None) -> None:
            told(report is not None and report.outcome is not PrintOutcome.NOT_SENT)

        try:
            printer.kick_drawer(ended)
        except BusyError:
            log.warning("the drawer stayed shut: the printer has too much to do")
            told(False)

    return kick


class CashAtTill:
    """Implements ``ui.backend_day.CashBackend`` for whoever is signed in."""

    def __init__(self, desk: CashDesk, operator: Operator) -> None:
        self._desk = desk
        self._operator = operator

    def look(self) -> None:
        """Tell how the drawer stands."""
        self._desk.look()

    def open_shift(self, request: str, count: DrawerCount) -> None:
        """Begin a shift with what was counted."""
        self._desk.open_shift(request, count, self._operator())

    def close_shift(self, request: str, count: DrawerCount) -> None:
        """End the shift with what was counted, and print its report."""
        self._desk.close_shift(request, count, self._operator())

    def pay_in(self, request: str, amount_minor: int, reason: str) -> None:
        """Put money into the drawer that is no sale's."""
        self._desk.pay_in(request, amount_minor, reason, self._operator())

    def pay_out(self, request: str, amount_minor: int, reason: str, approval_no: str) -> None:
        """Take money out, with a supervisor's leave."""
        self._desk.pay_out(request, amount_minor, reason, self._operator(), approval_no)

    def open_drawer(self, request: str, reason: str, approval_no: str) -> None:
        """Open it without a sale, with a supervisor's leave."""
        self._desk.open_drawer(request, reason, self._operator(), approval_no)
