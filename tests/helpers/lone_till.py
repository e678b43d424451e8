"""A till without windows, in a process of its own, that takes one sale and may die on the way.

``python -m tests.helpers.lone_till DATA SCENARIO [DEATH [PRINTER]]``. Scenarios: ``pay`` (the
customer pays as soon as the code is shown), ``cancel`` (nobody pays, the cashier cancels),
``recover`` (no sale: what was in flight is worked on). ``pay-dry`` and ``recover-dry`` end with the
process killing itself while slips wait for paper, ``pay-torn`` while one waits within the printer.
Each durable write of the till and each call to the gateway has two points, before and after; at
point DEATH the process kills itself. ``b3`` as DEATH lets the bank die at its third point instead,
and the till live. What happens is told on standard output, one line each.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.world import World, WorldParts
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState
from kpay_desktop.flows.print_values import PrintPhase
from kpay_desktop.flows.sale_view import ChargeBegun, SaleView
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import (
    CloseAnswer,
    NoAnswer,
    OrderMade,
    OrderRefused,
    OrderRequest,
    QueryAnswer,
    RefundAnswer,
    RefundRequest,
    ReverseAnswer,
    ReverseRequest,
    ScanRequest,
    WalletGateway,
)
from kpay_desktop.settings import Settings, parse_settings
from kpay_desktop.simulation.desk_client import DeskClient, DeskError
from tests.helpers.mortal_store import MortalStore, Points, say
from ui.backend import QueueNews

T = TypeVar("T")
DEADLINE_S = 30.0
ROOT = Path(__file__).resolve().parents[2]
CUSTOMER = "1010"


def quick_settings(printer: str = "sim:") -> Settings:
    """The demo with clocks for tests, English slips and its printer at ``printer``."""
    text = (ROOT / "resources" / "profiles" / "demo.toml").read_text("utf-8")
    text = text.replace('slips = ["en", "zh_CN"]', 'slips = ["en"]')
    text = text.replace('printer = "sim:"', f'printer = "{printer}"\nsound = "sim:"')
    return parse_settings(
        text + "\n[qr_clock]\nvalid_s = 60\npoll_s = 0.1\ndoubt_first_s = 0.1\n"
        "doubt_last_s = 0.5\nwatch_first_s = 0.2\nwatch_last_s = 1.0\n",
        "quick demo",
    )


class MortalGateway:
    """The real gateway client, with points around what matters."""

    def __init__(self, gateway: WalletGateway, points: Points) -> None:
        self._gateway = gateway
        self._points = points

    def create_order(
        self, request: OrderRequest, deadline_s: float
    ) -> OrderMade | OrderRefused | NoAnswer:
        return self._points.around(
            "create order", lambda: self._gateway.create_order(request, deadline_s)
        )

    def pay_by_code(
        self, request: ScanRequest, deadline_s: float
    ) -> QueryAnswer | OrderRefused | NoAnswer:
        return self._points.around(
            "pay by code", lambda: self._gateway.pay_by_code(request, deadline_s)
        )

    def reverse(self, request: ReverseRequest, deadline_s: float) -> ReverseAnswer | NoAnswer:
        return self._points.around("reverse", lambda: self._gateway.reverse(request, deadline_s))

    def query(self, order_no: str, deadline_s: float) -> QueryAnswer | NoAnswer:
        return self._gateway.query(order_no, deadline_s)

    def close(self, order_no: str, deadline_s: float) -> CloseAnswer | NoAnswer:
        return self._points.around("close", lambda: self._gateway.close(order_no, deadline_s))

    def refund(self, request: RefundRequest, deadline_s: float) -> RefundAnswer | NoAnswer:
        return self._points.around("refund", lambda: self._gateway.refund(request, deadline_s))

    def ping(self, deadline_s: float) -> float | None:
        return self._gateway.ping(deadline_s)


class NewsBox:
    """Takes in what a world tells, on the caller's thread, until what it waits for is true."""

    def __init__(self) -> None:
        self._news: queue.Queue[object] = queue.Queue()

    def put(self, news: object) -> None:
        """Take news from any thread."""
        self._news.put(news)

    def take_in(self, news: object) -> None:
        """Note what the world tells."""
        raise NotImplementedError

    def catch_up(self) -> None:
        """Take in what has come so far."""
        with contextlib.suppress(queue.Empty):
            while True:
                self.take_in(self._news.get_nowait())

    def until(self, what: str, true: Callable[[], bool]) -> None:
        """Take in news until ``true``."""
        deadline = time.monotonic() + DEADLINE_S
        while not true():
            if time.monotonic() > deadline:
                say(f"late {what}")
                sys.exit(1)
            try:
                self.take_in(self._news.get(timeout=0.02))
            except queue.Empty:
                continue


class LoneTill(NewsBox):
    """One run."""

    def __init__(self, data: Path, death: str, printer: str) -> None:
        super().__init__()
        bank_death = death[1:] if death.startswith("b") else "0"
        points = Points(0 if death.startswith("b") else int(death))
        folders = Folders(data)
        folders.make()
        settings = quick_settings(printer)
        command = (
            sys.executable,
            "-m",
            "tests.helpers.mortal_bank",
            bank_death,
            "--data",
            str(folders.bank),
            "--merchant-name",
            settings.merchant.name,
        )
        self.views: dict[str, SaleView] = {}
        self.printing = (PrintPhase.IDLE, "")
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

    def take_in(self, news: object) -> None:
        """Note what the world tells."""
        if isinstance(news, ChargeBegun):
            news = news.view
        if isinstance(news, SaleView):
            self.views[news.flow] = news
        elif isinstance(news, QueueNews):
            self.printing = (news.phase, news.status.message_id)

    def in_phase(self, *phases: Phase) -> SaleView | None:
        """Return a sale in one of the phases."""
        return next((v for v in self.views.values() if v.state.phase in phases), None)

    def settled(self) -> bool:
        """True once every sale has ended and every slip is printed."""
        return self.is_sold and not self.world.waiting_slips()

    @property
    def is_sold(self) -> bool:
        """True once every sale has ended, one way or another."""
        working = {SaleState.OPEN, SaleState.CHECKING}
        return not any(view.sale.state in working for view in self.views.values())

    def end(self, how: str) -> None:
        """Wait for the end: of all work, or of the paper and then of this process."""
        phase = {"dry": PrintPhase.WAITING, "torn": PrintPhase.PRINTING}.get(how)
        if phase is None:
            self.until("the end", self.settled)
            return
        self.until("the paper's end", lambda: self.printing == (phase, "printer.paper_out"))
        os.kill(os.getpid(), signal.SIGKILL)

    def charge(self) -> None:
        """Press Charge: SGD 28.00 and a tip of 2.80."""
        draft = SaleDraft(2800, 280, Method.PAYNOW, QrMode.SHOW, "01")
        self.world.charge(draft, "the press")

    def code(self) -> SaleView | None:
        """Wait for the code; None if the sale ended without one."""
        working = (SaleState.OPEN, SaleState.CHECKING)
        self.until(
            "a code",
            lambda: (
                self.in_phase(Phase.SHOWN) is not None
                or all(view.sale.state not in working for view in self.views.values())
            ),
        )
        return self.in_phase(Phase.SHOWN)

    def pay(self) -> None:
        """Be the customer, as soon as there is a code; a bank that is away is tried again."""
        view = self.code()
        if view is None:
            return
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            bank = self.world.bank
            assert bank is not None
            try:
                desk = DeskClient(bank.desk_url, bank.desk_token)
                scan = desk.scan(view.state.code_text)
                if not scan.payable or desk.press(scan.order, CUSTOMER, "pay").result == "paid":
                    return
            except DeskError:
                time.sleep(0.05)


def main(data: str, scenario: str, death: str = "0", printer: str = "sim:") -> int:
    """Run a scenario to its end, if death does not come first."""
    till = LoneTill(Path(data), death, printer)
    till.start()
    scenario, _, how = scenario.partition("-")
    if scenario != "recover":
        till.charge()
        till.until("the sale", lambda: bool(till.views))
        if scenario == "pay":
            till.pay()
        elif (view := till.code()) is not None:
            till.world.cancel(view.flow)
    till.end(how)
    for view in till.views.values():
        say(f"ended {view.sale.state} {view.sale.identity.order_no}")
    till.world.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
