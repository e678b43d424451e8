"""The till's side of a run: a till without windows, and a cashier who does one thing with it.

Whatever the cashier would see is told to the other side as (word, text). The customer and the bank
are there.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import logging
import queue
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.logs import start_logging
from kpay_desktop.bootstrap.world import World, WorldParts
from kpay_desktop.domain.approval import Supervised
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState
from kpay_desktop.flows import printing, runner
from kpay_desktop.flows.card_view import CardBlocked, CardSaleView
from kpay_desktop.flows.print_values import PrintPhase
from kpay_desktop.flows.sale_view import (
    ChargeBegun,
    ChargeDoubted,
    ChargeRefused,
    ReprintRefused,
    SaleView,
)
from kpay_desktop.flows.wallet_sale.decision import act_of
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import Health, StoreError
from kpay_desktop.ports_cards import WaysTold
from tests.faults.ears import Ears, Heard, Job, Mouth, settings_for
from tests.faults.other_ways import (
    BY_CARD,
    SCANNED,
    TAKEN_BACK,
    WORKING,
    draft_of,
    hold_a_card,
    is_at_work,
)
from tests.faults.plants import PLANTS
from tests.faults.rows import CREDITS, OPEN_FLOWS, REPRINTS, books, count
from tests.helpers.lone_card_till import MortalHost
from tests.helpers.mortal_store import MortalStore
from ui.backend import Authorised, AuthoriseRefused, QueueNews, SignedIn, SignInRefused

T = TypeVar("T")
Answer = ChargeBegun | ChargeRefused | ChargeDoubted | CardBlocked

WAIT_S = 30.0
LOOK_EVERY_S = 0.01
SALES = 4
PRESSES = 50
SUPERVISOR, PIN = "90", "909090"
ANOTHER = SaleDraft(777, 0, Method.PAYNOW, QrMode.SHOW, "01")
# What the counter waits seconds for.
QUICK_RETRY_S = 0.1

WELL, CLOSED, NEVER = 0, 3, 4
"""How a run ends: done; the till could not open its store; a wait was in vain."""


class NeverError(Exception):
    """What the cashier waited for has not come."""


class Cashier:
    """One run."""

    def __init__(self, job: Job, tell: Mouth) -> None:
        self._job = job
        self._tell = tell
        self._news: queue.Queue[object] = queue.Queue()
        self._views: dict[str, SaleView] = {}
        self._sales: dict[str, SaleView | CardSaleView] = {}
        self._answers: dict[str, Answer] = {}
        self._codes = iter(job.codes)
        self._reads_cards = False
        self._presses = itertools.count(1)
        self._is_signed_in = False
        self._is_closing = False
        self._asked = ""
        self._decided = ("", Supervised.REFUND_LATE)
        self._wants_probe = job.probe
        self._unwanted = ""
        if job.plant:
            PLANTS[job.plant]()
        vars(runner)["STALL_RETRY_S"] = QUICK_RETRY_S
        vars(printing)["STORE_RETRY_S"] = QUICK_RETRY_S
        folders = Folders(Path(job.data))
        folders.make()
        logs = logging.getLogger()
        # What a library gave it while it was imported.
        logs.handlers.clear()
        start_logging(folders.logs)
        logs.addHandler(Ears(tell))
        # The bank is there already, and lives on; the till is only told where it is.
        announce = ("sh", "-c", "printf '%s\\n' \"$0\"; exec cat", job.bank_line)
        self.world = World(
            settings_for(job),
            folders,
            self._news.put,
            version="test",
            parts=WorldParts(
                wrap_store=lambda store: MortalStore(store, Heard(tell)),
                # A host that answers is given two seconds, not a customer's patience.
                wrap_card_host=lambda host: MortalHost(host, Heard(tell)),
                bank_command=announce,
            ),
        )

    def run(self) -> int:
        """Do the job."""
        try:
            self.world.start()
        except StoreError as error:
            self.world.stop()
            self._tell("closed", error.kind.value)
            return CLOSED
        self._until("the bank", lambda: self.world.bank is not None)
        if self._job.is_recovery:
            self._recover()
        else:
            self._work()
        self._is_closing = True
        self.world.stop()
        # What was said last counts too.
        self._hear()
        self._tell("stopped")
        return WELL

    def _work(self) -> None:
        match self._job.scenario:
            case "scan" | "undo" | "tap" | "lost":
                self._sell_otherwise()
            case "first" | "pay" | "expiry" | "queue":
                self._sell()
            case "cancel":
                self._cancel()
            case "late" | "refund":
                self._wait_for_late_money(self._cancel())
                self._decide()
            case "print":
                # The slips that wait print by themselves; then one more is asked for.
                self._until("the slips", lambda: not self._slips_wait())
                self._reprint()
        self._finish()

    def _recover(self) -> None:
        self._until("the money", lambda: count(self.world, CREDITS) >= self._job.credits)
        self._finish()
        if self._job.scenario in {"late", "refund"}:
            self._decide()
        elif self._job.scenario == "first" and not count(self.world, CREDITS):
            # A store that began badly has to be one to sell on.
            self._sell()
        self._finish()
        self._tell("books", json.dumps(books(self.world)))

    def _finish(self) -> None:
        waits = self._job.scenario != "queue"
        self._until("the end", lambda: self._is_sold() and not (waits and self._slips_wait()))
        for view in self._sales.values():
            self._tell("ended", f"{view.state.identity.order_no} {view.sale.state}")

    # --- what the cashier does ----------------------------------------------------------------

    def _sell(self) -> None:
        """Sell until a sale is approved; one that no code came for is tried again."""
        for _ in range(SALES):
            flow = self._begin()
            if flow is None:
                return
            self._await_code(flow)
            self._await_end(flow)
            was_shown = bool(self._views[flow].state.code_text)
            if was_shown or self._views[flow].sale.state is SaleState.APPROVED:
                return

    def _sell_otherwise(self) -> None:
        """Sell by code or card until a sale is approved; one that is to be taken back, once."""
        scenario = self._job.scenario
        if scenario in BY_CARD:
            self._until("the readers", lambda: self._reads_cards)
        for _ in range(SALES):
            flow = self._begin()
            if flow is not None and scenario in BY_CARD:
                hold_a_card(self.world)
            self._until("the end", self._is_sold)
            approved = flow is None or self._sales[flow].sale.state is SaleState.APPROVED
            if approved or scenario in TAKEN_BACK:
                return

    def _cancel(self) -> str | None:
        """Sell, and cancel when the code is there; return the sale whose code was shown."""
        for _ in range(SALES):
            flow = self._begin()
            if flow is None:
                return None
            self._await_code(flow)
            self._press_cancel(flow)
            if self._views[flow].state.code_text:
                return flow
        return None

    def _press_cancel(self, flow: str) -> None:
        """Press as long as the code stands: a press that was not written is forgotten."""

        def is_over() -> bool:
            if self._views[flow].state.phase is Phase.SHOWN:
                self.world.cancel(flow)
            return self._views[flow].sale.state not in WORKING

        self._until("the end", is_over)

    def _begin(self) -> str | None:
        """Press Charge until a sale has begun; None if the customer has paid already."""
        despite: tuple[int, ...] = ()
        draft = draft_of(self._job.scenario)
        code = next(self._codes) if self._job.scenario in SCANNED else ""
        for _ in range(PRESSES):
            match self._charge(draft, despite, code):
                case ChargeBegun(view=view):
                    self._tell("begun", view.state.identity.order_no)
                    return view.flow
                case ChargeDoubted(others=others):
                    if any(other.sale.state is SaleState.APPROVED for other in others):
                        return None
                    despite = tuple(other.sale.identity.sale_id for other in others)
                case ChargeRefused(kind=kind):
                    self._tell("refused", kind.value if kind else "")
            time.sleep(QUICK_RETRY_S)
        raise self._never("a sale")

    def _charge(self, draft: SaleDraft, despite: tuple[int, ...] = (), code: str = "") -> Answer:
        request = str(next(self._presses))
        self.world.charge(draft, request, despite, code)
        self._until("an answer", lambda: request in self._answers)
        return self._answers[request]

    def _await_code(self, flow: str) -> None:
        """Wait for the code, or for the end of a sale that none came for."""

        def is_there() -> bool:
            view = self._views[flow]
            return view.state.phase is Phase.SHOWN or view.sale.state not in WORKING

        self._until("a code", is_there)

    def _await_end(self, flow: str) -> None:
        self._until("the end", lambda: self._views[flow].sale.state not in WORKING)

    def _wait_for_late_money(self, flow: str | None) -> None:
        if flow is not None and self._views[flow].state.phase is Phase.CLOSED:
            self._tell("pay late", self._views[flow].state.code_text)
            self._until("late money", lambda: self._views[flow].state.phase is not Phase.CLOSED)

    def _decide(self) -> None:
        """Be the supervisor: accept late money or send it back, as the scenario says."""
        self.world.sign_in(SUPERVISOR, PIN)
        self._until("signing in", lambda: self._is_signed_in)
        for flow, view in list(self._views.items()):
            if view.state.phase is not Phase.PAID_LATE:
                continue
            if self._job.scenario == "late":
                self._decide_until(flow, Phase.APPROVED, Supervised.ACCEPT_LATE)
            else:
                self._decide_until(flow, Phase.REFUNDED, Supervised.REFUND_LATE)

    def _decide_until(self, flow: str, phase: Phase, kind: Supervised) -> None:
        """Type the PIN and press, and do it again where the store refused the first time."""

        def is_done() -> bool:
            view = self._views[flow]
            waits = view.state.phase is Phase.PAID_LATE and not view.state.refunds
            act = act_of(view.state, flow, kind, SUPERVISOR) if waits else None
            if act is not None and not self._asked:
                self._asked = f"decide {next(self._presses)}"
                self.world.authorise(self._asked, act, SUPERVISOR, PIN)
            return view.state.phase is phase

        self._decided = (flow, kind)
        self._until(phase.value, is_done)

    def _reprint(self) -> None:
        """Press Reprint until the store takes it."""
        self.world.reprint(1, SlipCopy.MERCHANT)
        self._until("the reprint", lambda: count(self.world, REPRINTS) > 0)

    # --- what the cashier sees ----------------------------------------------------------------

    def _until(self, what: str, true: Callable[[], bool]) -> None:
        """Take in news until ``true``.

        Raises:
            NeverError: it never was.
        """
        deadline = time.monotonic() + WAIT_S
        while self._hear() or not true():
            if time.monotonic() > deadline:
                raise self._never(what)
            time.sleep(LOOK_EVERY_S)

    def _hear(self) -> bool:
        """Take in what has come; True if anything had."""
        count = 0
        with contextlib.suppress(queue.Empty):
            while True:
                self._take(self._news.get_nowait())
                count += 1
        return bool(count)

    def _never(self, what: str) -> NeverError:
        self._tell("never", what)
        return NeverError(what)

    def _take(self, news: object) -> None:
        if isinstance(news, Answer):
            self._answers[news.request] = news
        if isinstance(news, ChargeBegun):
            news = news.view
        if isinstance(news, SaleView | CardSaleView):
            self._take_view(news)
        elif isinstance(news, WaysTold):
            self._reads_cards = any(health is Health.OK for _, health in news.ways)
        elif isinstance(news, QueueNews) and news.phase is PrintPhase.STALLED:
            self._is_broken("printing stalled")
        elif isinstance(news, SignedIn):
            self._is_signed_in = True
        elif not self._is_closing:
            self._answer(news)

    def _take_view(self, view: SaleView | CardSaleView) -> None:
        self._sales[view.flow] = view
        # What the till says of the sale is its answer to the press, if there was one.
        self._asked = self._asked if view.flow != self._decided[0] else ""
        self._tell("seen", f"{view.state.identity.order_no} {view.sale.state}")
        if isinstance(view, SaleView):
            self._views[view.flow] = view
            if view.state.phase is Phase.SHOWN:
                self._tell("shown", view.state.code_text)
        if view.store_fault is not None:
            self._is_broken(view.store_fault.value)

    def _answer(self, news: object) -> None:
        """Do what follows from an answer: go on, or press once more."""
        if isinstance(news, Authorised):
            self.world.decide(*self._decided, news.approval_no)
        elif isinstance(news, AuthoriseRefused):
            time.sleep(QUICK_RETRY_S)
            self._asked = ""
        elif isinstance(news, ReprintRefused):
            self._is_broken(news.kind.value)
            time.sleep(QUICK_RETRY_S)
            self.world.reprint(1, SlipCopy.MERCHANT)
        elif isinstance(news, SignInRefused):
            self._is_broken("nobody signs in")
            time.sleep(QUICK_RETRY_S)
            self.world.sign_in(SUPERVISOR, PIN)

    def _is_broken(self, how: str) -> None:
        """A page says that the store cannot be written: see that nothing can be sold meanwhile."""
        self._tell("fault", how)
        if self._wants_probe and not self._is_closing:
            self._wants_probe = False
            answer = self._charge(ANOTHER)
            self._tell("probe", type(answer).__name__)
            if isinstance(answer, ChargeBegun):
                # It was mended meanwhile.
                self._unwanted = answer.view.flow

    def _cancel_unwanted(self) -> None:
        """Cancel what was sold to see whether anything could be."""
        view = self._views.get(self._unwanted)
        if view is not None and view.state.phase is Phase.SHOWN:
            self.world.cancel(view.flow)

    def _is_sold(self) -> bool:
        self._cancel_unwanted()
        if any(is_at_work(view) for view in self._sales.values()):
            return False
        # What a start takes up of cards is told of when its turn comes.
        return self._job.scenario not in BY_CARD or not count(self.world, OPEN_FLOWS)

    def _slips_wait(self) -> bool:
        try:
            return bool(self.world.waiting_slips())
        except (StoreError, TimeoutError):
            return True
