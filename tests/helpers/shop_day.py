"""A till without windows in the tests' own process, with the real store, client, bank and paper."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.world import World
from kpay_desktop.domain.approval import Supervised
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState
from kpay_desktop.flows.sale_view import ChargeBegun, SaleView
from kpay_desktop.flows.wallet_sale.decision import act_of
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.settings import Settings
from kpay_desktop.simulation.desk_client import DeskClient, Press
from ui.backend import Authorised, AuthoriseRefused, OperatorsNews, SignedIn

WAIT_S = 60.0
CASHIER, SUPERVISOR = "01", "90"
WORKING = {SaleState.OPEN, SaleState.CHECKING, SaleState.REFUNDING}


class ShopDay:
    """The world behind the windows, one sale in it, and its customer; a context manager."""

    def __init__(self, settings: Settings, data: Path) -> None:
        folders = Folders(data)
        folders.make()
        self._news: queue.Queue[object] = queue.Queue()
        self._view: SaleView | None = None
        self._settings = settings
        self._signed_in = False
        self._operators: set[str] = set()
        self._answers: dict[str, Authorised | AuthoriseRefused] = {}
        #: The phases that the sale passed, in order.
        self.phases: list[Phase] = []
        self.world = World(settings, folders, self._news.put, version="test")

    def __enter__(self) -> ShopDay:
        self.world.start()
        self.until("the bank", lambda: self.world.bank is not None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.world.stop()

    @property
    def desk(self) -> DeskClient:
        """The bank's desk."""
        bank = self.world.bank
        assert bank is not None
        return DeskClient(bank.desk_url, bank.desk_token)

    @property
    def view(self) -> SaleView:
        """The sale as it stands."""
        assert self._view is not None, "there is no sale yet"
        return self._view

    def until(self, what: str, true: Callable[[], bool]) -> None:
        """Take in news until ``true``."""
        deadline = time.monotonic() + WAIT_S
        while not true():
            assert time.monotonic() < deadline, f"{what}: never; passed {self.phases}"
            try:
                news = self._news.get(timeout=0.02)
            except queue.Empty:
                continue
            if isinstance(news, SignedIn):
                self._signed_in = True
            elif isinstance(news, OperatorsNews):
                self._operators = {operator.operator_id for operator in news.operators}
            elif isinstance(news, Authorised | AuthoriseRefused):
                self._answers[news.request] = news
            view = news.view if isinstance(news, ChargeBegun) else news
            if isinstance(view, SaleView):
                self._view = view
                if self.phases[-1:] != [view.state.phase]:
                    self.phases.append(view.state.phase)

    def view_changes(self, work: Callable[[], None]) -> None:
        """Do something, and wait until the world has told of the sale anew."""
        before = self._view
        work()
        self.until("news of the sale", lambda: self._view is not before)

    def reaches(self, phase: Phase) -> None:
        """Wait until the sale stands in ``phase``."""
        self.until(phase.value, lambda: self.phases[-1:] == [phase])

    def settles(self) -> None:
        """Wait until the sale has ended and every slip is printed."""

        def settled() -> bool:
            return self.view.sale.state not in WORKING and not self.world.waiting_slips()

        self.until("the end", settled)

    def sign_in(self, operator_id: str) -> None:
        """Sign an operator of the demo in."""
        self._signed_in = False
        pin = self._pin(operator_id)
        self.until("the operators", lambda: operator_id in self._operators)
        self.world.sign_in(operator_id, pin)
        self.until("signing in", lambda: self._signed_in)

    def _pin(self, operator_id: str) -> str:
        return next(o.pin for o in self._settings.operators if o.operator_id == operator_id)

    def authorise(
        self, kind: Supervised, approver_id: str = SUPERVISOR, asked_by: str = CASHIER
    ) -> Authorised | AuthoriseRefused:
        """Let somebody type their own PIN for what there is to decide; return the answer."""
        act = act_of(self.view.state, self.view.flow, kind, asked_by)
        assert act is not None, f"there is nothing to decide: {kind}"
        request = f"request {len(self._answers)}"
        self.world.authorise(request, act, approver_id, self._pin(approver_id))
        self.until("an answer to the PIN", lambda: request in self._answers)
        return self._answers[request]

    def decide(self, kind: Supervised) -> None:
        """A cashier is signed in and a supervisor authorises what the cashier asks for."""
        self.sign_in(CASHIER)
        answer = self.authorise(kind)
        assert isinstance(answer, Authorised), answer
        self.world.decide(self.view.flow, kind, answer.approval_no)

    def charge(self, total_minor: int, method: Method) -> None:
        """Press Confirm."""
        draft = SaleDraft(total_minor, 0, method, QrMode.SHOW, CASHIER)
        self.world.charge(draft, "the press")
        self.until("the sale", lambda: self._view is not None)

    def shows_code(self) -> None:
        """Wait until the customer sees the code."""
        self.until("a code", lambda: self.view.symbol is not None)

    def cancel(self) -> None:
        """Press Cancel."""
        self.world.cancel(self.view.flow)

    def customer(self, decision: str = "pay") -> Press | None:
        """Scan the code that was shown and press; None where the app says it cannot be paid."""
        scan = self.desk.scan(self.view.state.code_text)
        return self.desk.press(scan.order, "1010", decision) if scan.order else None
