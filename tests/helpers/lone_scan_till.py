"""A till without windows that takes one sale by a customer's code and may die on the way.

Scenarios: ``pay`` (charged at once), ``password`` (the customer types it when the phone asks),
``cancel`` (nobody types, the cashier cancels), ``undo`` (the wallet fails with the money taken, and
the payment is taken back), ``lost`` (charged, and the answer is lost), and ``recover`` (no sale:
what was in flight is worked on). Each durable write of the till, the payment and each reversal have
two points, before and after; at point DEATH the process kills itself. ``b3`` as DEATH lets the bank
die at its third point instead. BANK is what a bank that is there already says of itself; without it
the till starts its own. What happens is told on standard output, one line each.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.world import World, WorldParts
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState
from kpay_desktop.flows.sale_view import ChargeBegun, SaleView
from kpay_desktop.settings import Settings
from kpay_desktop.settings_scan import ScanClockSettings
from kpay_desktop.simulation.desk_client import DeskClient, DeskError
from tests.helpers.lone_till import (
    DEADLINE_S,
    MortalGateway,
    NewsBox,
    quick_settings,
)
from tests.helpers.mortal_store import MortalStore, Points, say

T = TypeVar("T")
CUSTOMER = "1010"
WORKING = {SaleState.OPEN, SaleState.CHECKING}
CLOCKS = ScanClockSettings(
    first_query_s=0.1,
    query_s=0.1,
    reverse_after_s=0.2,
    reverse_first_s=0.1,
    reverse_last_s=0.5,
)
OUTCOMES = {
    "password": "userpaying",
    "cancel": "userpaying",
    "undo": "payerror_paid",
    "lost": "lose_answer",
}


#: How long the wallet's time is, in seconds: a payment that never left may arrive until then.
LIMIT_S, TYPING_S = 1.0, 8.0


def scan_settings(scenario: str = "") -> Settings:
    """The demo with clocks for tests."""
    limit_s = TYPING_S if scenario in {"password", "cancel"} else LIMIT_S
    return replace(quick_settings(), scan_clock=replace(CLOCKS, wechat_limit_s=limit_s))


class LoneScanTill(NewsBox):
    """One run."""

    def __init__(self, data: Path, scenario: str, death: str, bank: str = "") -> None:
        super().__init__()
        bank_death = death[1:] if death.startswith("b") else "0"
        points = Points(0 if death.startswith("b") else int(death))
        folders = Folders(data)
        folders.make()
        settings = scan_settings(scenario)
        command: tuple[str, ...] = (
            *(sys.executable, "-m", "tests.helpers.mortal_bank", bank_death),
            *("--data", str(folders.bank), "--merchant-name", settings.merchant.name),
        )
        if bank:
            command = ("sh", "-c", "printf '%s\\n' \"$0\"; exec cat", bank)
        self.views: dict[str, SaleView] = {}
        self.world = World(
            settings,
            folders,
            self.put,
            version="test",
            parts=WorldParts(
                wrap_store=lambda store: MortalStore(store, points),
                wrap_gateway=lambda gateway: MortalGateway(gateway, points),
                bank_command=command,
            ),
        )

    def start(self) -> None:
        """Start, and wait for the bank."""
        self.world.start()
        self.until("the bank", lambda: self.world.bank is not None)
        # What was in flight is told of by now, however quick the bank was.
        self.catch_up()

    def take_in(self, news: object) -> None:
        """Note what the world tells."""
        if isinstance(news, ChargeBegun):
            news = news.view
        if isinstance(news, SaleView):
            self.views[news.flow] = news

    def is_settled(self) -> bool:
        """True once every sale has ended and every slip is printed."""
        return self.is_sold and not self.world.waiting_slips()

    @property
    def is_sold(self) -> bool:
        """True once every sale has ended, one way or another."""
        return not any(view.sale.state in WORKING for view in self.views.values())

    def at_desk(self, ask: Callable[[DeskClient], T]) -> T:
        """Ask the bank's desk; a bank that has just died is asked again."""
        deadline = time.monotonic() + DEADLINE_S
        while True:
            bank = self.world.bank
            assert bank is not None
            try:
                return ask(DeskClient(bank.desk_url, bank.desk_token))
            except DeskError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def sell(self, scenario: str) -> None:
        """Take a sale of SGD 28.00 and a tip of 2.80 by the code on a customer's phone."""
        self.at_desk(lambda desk: desk.set_scan_terms(earliest_cancel_s=0.0))
        outcome = OUTCOMES.get(scenario)
        if outcome is not None:
            self.at_desk(lambda desk: desk.set_next(outcome))
        code = self.at_desk(lambda desk: desk.issue_code(CUSTOMER, "wechat")).code
        say(f"code {code}")
        draft = SaleDraft(2800, 280, Method.WECHAT, QrMode.SCAN, "01")
        self.world.charge(draft, "the press", (), code)
        self.until("the sale", lambda: bool(self.views))
        if scenario == "password":
            self._type()
        elif scenario == "cancel":
            self._phone_asks()
            self.world.cancel(next(iter(self.views)))

    def _phone_asks(self) -> str:
        """Wait until the phone asks for a password; return the order, or "" without one."""
        flow = next(iter(self.views))
        order_no = self.views[flow].sale.identity.order_no
        orders: list[str] = []

        def is_asked() -> bool:
            # A bank that died before it heard of the payment never asks.
            found = self.at_desk(lambda desk: desk.state()).orders
            orders[:] = [order.order for order in found if order.reqsn == order_no]
            return bool(orders) or self.is_sold

        self.until("the phone", is_asked)
        return orders[0] if orders else ""

    def _type(self) -> None:
        order = self._phone_asks()
        if order:
            self.at_desk(lambda desk: desk.press(order, CUSTOMER, "pay"))


def main(data: str, scenario: str, death: str = "0", bank: str = "") -> int:
    """Run a scenario to its end, if death does not come first."""
    till = LoneScanTill(Path(data), scenario, death, bank)
    till.start()
    if scenario != "recover":
        till.sell(scenario)
    till.until("the end", till.is_settled)
    for view in till.views.values():
        say(f"ended {view.sale.state} {view.sale.identity.order_no}")
    till.world.stop()
    return 0
