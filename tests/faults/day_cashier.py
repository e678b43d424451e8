"""The rest of the day by the same cashier: a void, a refund, cash and its way back, settlement."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import replace

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.sale import Method, SaleDraft
from kpay_desktop.flows.back_view import BackBegun, BackRefused, BackView, ReturnWanted
from kpay_desktop.flows.cash_view import CashSold
from kpay_desktop.flows.sale_view import ChargeBegun, ChargeRefused
from kpay_desktop.flows.settle_view import SettleBegun, SettleRefused, SettleView
from kpay_desktop.flows.settlement.state import Phase
from kpay_desktop.ports import StoreError
from tests.faults.cashier import (
    CLOSED,
    LOOK_EVERY_S,
    NEVER,
    PIN,
    PRESSES,
    QUICK_RETRY_S,
    SALES,
    SUPERVISOR,
    WAIT_S,
    Cashier,
    NeverError,
)
from tests.faults.ears import Job, Mouth, Send
from tests.faults.other_ways import DAY, PART_MINOR, SOLD, cash_of, hold_a_card
from tests.faults.rows import BEGUN_TODAY, NEWEST, TO_SETTLE, books, count, rows
from ui.backend import Authorised, AuthoriseRefused

UNENDED = frozenset({"open", "pending"})
CLOSED_BATCH = frozenset({Phase.SETTLED, Phase.STOPPED})
_ACTS = {ReturnKind.VOID: Supervised.VOID, ReturnKind.REFUND: Supervised.REFUND}


class DayCashier(Cashier):
    """One run, of any scenario."""

    def __init__(self, job: Job, tell: Mouth) -> None:
        self._leaves: dict[str, str] = {}
        self._begun_backs: dict[str, BackBegun | BackRefused] = {}
        self._backs: dict[str, BackView] = {}
        self._settled: dict[str, SettleView] = {}
        self._begun_settling: list[SettleBegun | SettleRefused] = []
        self._cash: dict[str, CashSold] = {}
        super().__init__(job, tell)

    def _work(self) -> None:
        if self._job.scenario == "sold":
            self._sell_what_goes_back()
        elif self._job.scenario in DAY:
            self._do_the_day()
        super()._work()

    def _recover(self) -> None:
        if self._job.scenario not in DAY:
            super()._recover()
            return
        self._finish()
        self._do_the_day()
        self._finish()
        self._tell("books", json.dumps(books(self.world)))

    def _finish(self) -> None:
        super()._finish()
        for view in self._backs.values():
            self._tell("ended back", f"{view.back.identity.return_id} {view.back.state}")
        for settled in self._settled.values():
            self._tell("ended settlement", f"{settled.state.settlement_id} {settled.state.phase}")

    def _is_sold(self) -> bool:
        if not super()._is_sold():
            return False
        # What is written is told a moment later.
        are_back = all(view.back.state not in UNENDED for view in self._backs.values())
        are_closed = all(map(_has_closed, self._settled.values()))
        is_left = self._job.scenario in DAY and count(self.world, BEGUN_TODAY)
        return are_back and are_closed and not is_left

    # --- what the cashier does ----------------------------------------------------------------

    def _sell_what_goes_back(self) -> None:
        """Sell by card and by wallet, where nothing goes wrong."""
        self._until("the readers", lambda: self._reads_cards)
        for draft in SOLD:
            answer = self._charge(draft)
            if not isinstance(answer, ChargeBegun):
                raise self._never("a sale")
            if draft.method is Method.CARD:
                hold_a_card(self.world)
            self._until("the end", self._is_sold)

    def _do_the_day(self) -> None:
        """Do what the scenario says, as far as it is not done."""
        match self._job.scenario:
            case "void":
                self._give_back(ReturnKind.VOID, Method.CARD)
            case "back":
                self._give_back(ReturnKind.REFUND, Method.CARD, PART_MINOR)
            case "part":
                self._give_back(ReturnKind.REFUND, Method.PAYNOW, PART_MINOR // 2)
            case "cash":
                self._take_cash(cash_of(PART_MINOR))
                self._give_back(ReturnKind.REFUND, Method.CASH, PART_MINOR // 2)
            case "settle" | "upload":
                self._settle()

    def _take_cash(self, draft: SaleDraft) -> None:
        """Press Charge until the sale is in the books."""
        for _ in range(PRESSES):
            if self._look(NEWEST.format(Method.CASH.value)):
                return
            request = str(next(self._presses))
            self.world.charge(draft, request)
            self._await("an answer", request, self._cash, self._answers)
            refused = self._answers.get(request)
            if isinstance(refused, ChargeRefused):
                self._tell("refused", refused.kind.value if refused.kind else "")
            time.sleep(QUICK_RETRY_S)
        raise self._never("a sale")

    def _await(self, what: str, request: str, *told: Mapping[str, object]) -> None:
        self._until(what, lambda: any(request in each for each in told))

    def _give_back(self, kind: ReturnKind, method: Method, amount_minor: int | None = None) -> None:
        """Press until the money is on its way back, and again where it was refused."""
        self._sign_in()
        for _ in range(SALES):
            ((sale_id, voucher, total_minor, gone_minor),) = self._look(NEWEST.format(method.value))
            assert isinstance(sale_id, int)
            assert isinstance(total_minor, int)
            if gone_minor:
                return
            minor = amount_minor or total_minor
            wanted = ReturnWanted("", kind, sale_id, minor)
            act = Act(_ACTS[kind], f"sale:{sale_id}", f"{voucher:06}", minor, SUPERVISOR)
            flow = self._begin_back(wanted, act)
            self._await_back(flow)

    def _await_back(self, flow: str) -> None:
        self._until("the money", lambda: self._backs[flow].back.state not in UNENDED)

    def _begin_back(self, wanted: ReturnWanted, act: Act) -> str:
        for _ in range(PRESSES):
            request = f"back {next(self._presses)}"
            leave = self._leave(act)
            self.world.back.begin(replace(wanted, request=request), leave)
            self._await("an answer", request, self._begun_backs)
            answer = self._begun_backs[request]
            if isinstance(answer, BackBegun):
                self._tell("begun back", str(answer.view.back.identity.return_id))
                return answer.view.flow
            self._tell("refused", answer.kind.value if answer.kind else f"{answer.problem}")
            time.sleep(QUICK_RETRY_S)
        raise self._never("money back")

    def _settle(self) -> None:
        """Press Settle until nothing is left to settle."""
        self._sign_in()
        for _ in range(SALES):
            if not self._look(TO_SETTLE):
                return
            self._begin_settling()
            self._until("settlement", lambda: all(map(_has_closed, self._settled.values())))
        raise self._never("a settled day")

    def _begin_settling(self) -> None:
        for _ in range(PRESSES):
            self._begun_settling.clear()
            self.world.settlement.settle()
            self._until("an answer", lambda: bool(self._begun_settling))
            answer = self._begun_settling[-1]
            if isinstance(answer, SettleBegun):
                return
            self._tell("refused", answer.kind.value if answer.kind else "")
            time.sleep(QUICK_RETRY_S)
        raise self._never("a settlement")

    def _sign_in(self) -> None:
        if not self._is_signed_in:
            self.world.sign_in(SUPERVISOR, PIN)
            self._until("signing in", lambda: self._is_signed_in)

    def _leave(self, act: Act) -> str:
        """Be the supervisor: type the PIN until it is taken; return the number of the leave."""
        for _ in range(PRESSES):
            request = f"leave {next(self._presses)}"
            self.world.authorise(request, act, SUPERVISOR, PIN)
            self._await("leave", request, self._leaves)
            if self._leaves[request]:
                return self._leaves[request]
            time.sleep(QUICK_RETRY_S)
        raise self._never("leave")

    def _look(self, statement: str) -> list[tuple[object, ...]]:
        """Read the books; a store that cannot be read is tried again."""
        deadline = time.monotonic() + WAIT_S
        while True:
            try:
                return rows(self.world, statement)
            except (StoreError, TimeoutError) as error:
                self._hear()
                if time.monotonic() > deadline:
                    raise self._never("the books") from error
                time.sleep(LOOK_EVERY_S)

    # --- what the cashier sees ----------------------------------------------------------------

    def _take(self, news: object) -> None:
        if isinstance(news, BackBegun | BackRefused):
            self._begun_backs[news.request] = news
        if isinstance(news, SettleBegun | SettleRefused):
            self._begun_settling.append(news)
        if isinstance(news, CashSold):
            self._cash[news.request] = news
            self._tell("begun", news.sale.identity.order_no)
        for view in news.views if isinstance(news, SettleBegun) else [news]:
            if isinstance(view, SettleView):
                self._take_settling(view)
        shown = news.view if isinstance(news, BackBegun) else news
        if isinstance(shown, BackView):
            self._backs[shown.flow] = shown
            if shown.store_fault is not None:
                self._is_broken(shown.store_fault.value)
        super()._take(news)

    def _take_settling(self, view: SettleView) -> None:
        if view.flow not in self._settled:
            self._tell("begun settlement", str(view.state.settlement_id))
        self._settled[view.flow] = view
        if view.store_fault is not None:
            self._is_broken(view.store_fault.value)

    def _answer(self, news: object) -> None:
        if isinstance(news, Authorised) and news.request.startswith("leave"):
            self._leaves[news.request] = news.approval_no
        elif isinstance(news, AuthoriseRefused) and news.request.startswith("leave"):
            self._leaves[news.request] = ""
        else:
            super()._answer(news)


def _has_closed(view: SettleView) -> bool:
    return view.state.phase in CLOSED_BATCH


def main(job: Job, send: Send) -> int:
    """Run one job; ``send`` gets what is told. Return how it ended."""
    tell = Mouth(send)
    try:
        return DayCashier(job, tell).run()
    except StoreError as error:
        # Not even the folders could be made.
        tell("closed", error.kind.value)
        return CLOSED
    except NeverError:
        return NEVER
