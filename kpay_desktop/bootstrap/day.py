"""The day's place: cash and drawer, void and refund, settlement, beside the sales.

They share the store's executor with the sales, and whoever is signed in is who asks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from kpay_desktop.bootstrap.cards import CardRoom
from kpay_desktop.bootstrap.printer import PrinterRoom
from kpay_desktop.domain.cash import DrawerCount
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.back_parts import BackParts
from kpay_desktop.flows.back_runner import BackRunner
from kpay_desktop.flows.back_view import BackNews
from kpay_desktop.flows.cash_desk import CashDesk, CashParts
from kpay_desktop.flows.cash_view import CashNews
from kpay_desktop.flows.gateway_back import GatewayBack
from kpay_desktop.flows.sale_view import ChargeRefused, ReprintRefused
from kpay_desktop.ports import (
    BusyError,
    Clock,
    PrintOutcome,
    PrintReport,
    SerialExecutor,
    Store,
    Timers,
    WalletGateway,
)
from kpay_desktop.settings import Settings
from ui.backend_day import SettleBackend

log = logging.getLogger(__name__)

DayTold = CashNews | BackNews | ChargeRefused | ReprintRefused
"""What the room tells of."""

Operator = Callable[[], str]
"""Returns who is signed in, by the operator's id; empty if nobody is."""


@dataclass(frozen=True, slots=True)
class DayParts:
    """What the room is built from. ``gateway`` is the wallets'."""

    settings: Settings
    store: Store
    executor: SerialExecutor
    timers: Timers
    clock: Clock
    authority: Authority
    gateway: WalletGateway
    printer: PrinterRoom
    operator: Operator
    observe: Callable[[DayTold], None]


class DayRoom:
    """Holds what works beside the sales."""

    def __init__(self, parts: DayParts) -> None:
        kick = drawer_kick(parts.printer)
        self.desk = CashDesk(
            CashParts(
                store=parts.store,
                executor=parts.executor,
                clock=parts.clock,
                authority=parts.authority,
                observe=parts.observe,
                print_wanted=parts.printer.wake,
                kick_drawer=kick,
            )
        )
        self.cash = CashAtTill(self.desk, parts.operator)
        self._gateway = GatewayBack(parts.gateway, parts.settings.gateway.request_timeout_s)
        self.back = BackRunner(
            BackParts(
                store=parts.store,
                executor=parts.executor,
                timers=parts.timers,
                clock=parts.clock,
                authority=parts.authority,
                signed_in=parts.operator,
                give_back=self._gateway.give_back,
                kick_drawer=lambda: kick(_unheard),
                observe=parts.observe,
                print_wanted=parts.printer.wake,
                returns=parts.settings.returns,
                rounding=parts.settings.cash.rounding,
                void_after_s=parts.settings.scan_clock.reverse_after_s,
            )
        )
        self.settlement: SettleBackend | None = None

    def use_cards(self, cards: CardRoom) -> None:
        """Give money back to cards too, and settle their batch, where there is a host for it."""
        hands = cards.hands()
        if hands is not None:
            self.back.take_cards(hands)

    def recover(self) -> None:
        """Take up what was in flight. On the executor's thread.

        Raises:
            StoreError: it cannot be read.
        """
        self.back.recover()

    def stop(self, deadline_s: float) -> bool:
        """End the threads of this room; False if that took longer."""
        return self._gateway.stop(deadline_s)


def _unheard(_: bool) -> None:
    """Nobody waits for the drawer: the slip says what is to be given."""


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
