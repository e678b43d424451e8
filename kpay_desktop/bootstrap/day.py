"""The day's place: cash and drawer, void and refund, settlement, beside the sales.

They share the store's executor with the sales, and whoever is signed in is who asks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from kpay_desktop.bootstrap.batch_papers import BatchPapers
from kpay_desktop.bootstrap.cards import CardRoom
from kpay_desktop.bootstrap.hosts import has_gateway
from kpay_desktop.bootstrap.printer import PrinterRoom
from kpay_desktop.bootstrap.settling import SettlingAtTill
from kpay_desktop.domain.cash import DrawerCount
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.auto_settle import AutoParts, AutoPlan, AutoSettle
from kpay_desktop.flows.back_parts import BackParts, back_clocks
from kpay_desktop.flows.back_runner import BackRunner
from kpay_desktop.flows.back_view import BackNews
from kpay_desktop.flows.cash_desk import CashDesk, CashParts
from kpay_desktop.flows.cash_view import CashNews
from kpay_desktop.flows.gateway_back import GatewayBack
from kpay_desktop.flows.money_back import table as money_back
from kpay_desktop.flows.runner_parts import Reply
from kpay_desktop.flows.sale_view import ChargeRefused, ReprintRefused
from kpay_desktop.flows.settle_parts import SettleParts
from kpay_desktop.flows.settle_runner import SettleRunner
from kpay_desktop.flows.settle_view import SettleNews
from kpay_desktop.flows.wallet_sale.effects import QueryOrder
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
from models.database import OpenedStore
from models.writer import SerialThread

log = logging.getLogger(__name__)

DayTold = CashNews | BackNews | SettleNews | ChargeRefused | ReprintRefused
"""What the room tells of."""

Operator = Callable[[], str]
"""Returns who is signed in, by the operator's id; empty if nobody is."""


@dataclass(frozen=True, slots=True)
class DayParts:
    """What the room is built from.

    ``gateway`` is the wallets', ``query`` asks it about an order, ``nudge`` has a sale by a wallet
    or card ask or send once more. ``clerks`` is a thread for what may wait.
    """

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
    opened: OpenedStore
    papers: BatchPapers
    clerks: SerialThread
    query: Callable[[QueryOrder, Reply], None]
    nudge: Callable[[str], None]


class DayRoom:
    """Holds what works beside the sales."""

    def __init__(self, parts: DayParts) -> None:
        self._parts = parts
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
        self._settling = self._make_settling()
        self._auto = self._make_auto()
        self.settlement = SettlingAtTill(
            self._settling,
            self._auto,
            parts.opened,
            parts.papers,
            parts.printer,
            parts.clerks,
            parts.operator,
            parts.observe,
        )
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
                clocks=back_clocks(parts.settings.card_clock, parts.settings.returns),
                returns=parts.settings.returns,
                rounding=parts.settings.cash.rounding,
                void_after_s=parts.settings.scan_clock.reverse_after_s,
                has_gateway=has_gateway(parts.settings),
                # While it only waits, or is held, money goes back as ever: it is waited for.
                is_shut=self._settling.is_shut,
            )
        )

    def _make_settling(self) -> SettleRunner:
        parts = self._parts
        return SettleRunner(
            SettleParts(
                store=parts.store,
                executor=parts.executor,
                timers=parts.timers,
                clock=parts.clock,
                clocks=parts.settings.settle_clock,
                authority=parts.authority,
                query=parts.query,
                nudge=self._nudge,
                observe=parts.observe,
                print_wanted=parts.printer.wake,
            )
        )

    def _make_auto(self) -> AutoSettle:
        parts, settings = self._parts, self._parts.settings
        return AutoSettle(
            AutoParts(
                plan=AutoPlan(
                    settings.terminal.time_zone,
                    settings.day.settle_at_min,
                    settings.day.notice_s,
                ),
                executor=parts.executor,
                timers=parts.timers,
                clock=parts.clock,
                batches=self._settling.ages,
                settle=self._settling.settle_by_itself,
                observe=parts.observe,
            )
        )

    def use_cards(self, cards: CardRoom) -> None:
        """Give money back to cards too, and settle their batch, where there is a host for it."""
        hands = cards.hands
        if hands is not None:
            self.back.take_cards(hands)
            hands.lane.settles(self._settling.are_cards_shut)
        side = cards.side
        if side is not None:
            self._settling.use_cards(side)

    def recover(self) -> None:
        """Take up what was in flight. On the executor's thread.

        Raises:
            StoreError: it cannot be read.
        """
        self.back.recover()
        self._settling.recover()

    def begin(self) -> None:
        """Begin to look at the clock: settling may be due. After everything was taken up."""
        self._auto.start()
        if not self._parts.settings.cash.takes:
            # A shift may be open from when it did: it can still be closed.
            self.desk.look()

    def note(self, news: object) -> None:
        """Take in what sales and returns tell: settlements wait for them."""
        self._settling.note(news)

    def _nudge(self, flow: str) -> None:
        if flow.startswith(f"{money_back.FLOW}:"):
            self.back.try_now(flow)
        else:
            self._parts.nudge(flow)

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
