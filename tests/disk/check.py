"""What must hold of a till that finds its disk in some state: opened, checked and taken up."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.domain.records import PrintState, SaleRecord
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.runner import Runner, RunnerParts
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import StoreError
from kpay_desktop.security.keys import KeySource
from kpay_desktop.settings import demo_settings
from models.database import OpenedStore, open_store
from models.numbers import Lane
from tests.disk.states import Point, State
from tests.end2end.auditor import read_slip, slips_of
from tests.helpers.flows import InlineExecutor, ManualClock, ManualTimers
from tests.helpers.invariants import Invariant, Tally

DEADLINE_S = 60.0
MOST_JOBS = 1_000
TAKEN = frozenset({"approved", "voided"})
_SALES = "SELECT a.order_no, t.state FROM transactions t JOIN attempts a ON a.sale_id = t.id"
_STANS = "SELECT stan FROM card_payments WHERE stan <> 0"
_REFUNDS = "SELECT refund_no FROM credits WHERE refund_no IS NOT NULL"
_RRNS = (
    "SELECT c.rrn, a.order_no FROM card_payments c JOIN attempts a ON a.id = c.attempt_id"
    " WHERE c.rrn <> ''"
)
#: Messages that ask only, and may be sent at any time.
_ASKING = frozenset({"query", "ping", "echo", "sign_on", "listen", "shut_down"})


@dataclass
class Judged:
    """What came of a state. ``refused``: what the opening called it; empty if it opened."""

    point: Point
    wrong: list[str] = field(default_factory=list)
    refused: str = ""


def judge(state: State, folder: Path, tally: Tally) -> Judged:
    """Lay the state out below ``folder``, open it as the till does, and say what is wrong."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    for name, data in state.files.items():
        path = folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o600)
    judged = Judged(state.point)
    settings = demo_settings()
    faults: list[Exception] = []
    try:
        store = open_store(
            folder,
            KeySource(settings.store.key, settings.profile.name),
            Lane(settings.terminal.terminal_id, settings.store.first_batch),
            SystemClock(),
            faults.append,
        )
    except StoreError as error:
        judged.refused = f"{error.kind}: {error.detail}"
        # A disk that keeps what was synced never damages a store.
        tally.check(Invariant.STORE_WHOLE, holds=False, what=f"{state.point} {judged.refused}")
        judged.wrong.append(f"the store does not open: {judged.refused}")
        return judged
    try:
        _Judge(state, store, judged, tally).judge()
        _take_up(store, judged)
    finally:
        if not store.close(DEADLINE_S):
            judged.wrong.append("the store does not close")
    judged.wrong += [f"a task failed: {type(error).__name__}" for error in faults]
    return judged


class _Judge:
    """Looks at an opened store with what had left the till."""

    def __init__(self, state: State, store: OpenedStore, judged: Judged, tally: Tally) -> None:
        self._state, self._store, self._judged, self._tally = state, store, judged, tally
        self._sales = {str(order): str(now) for order, now in self._rows(_SALES)}

    def judge(self) -> None:
        """Try everything."""
        self._messages()
        self._screens()
        self._paper()
        problems = self._store.verify(DEADLINE_S).problems
        self._check(Invariant.STORE_WHOLE, not problems, "; ".join(problems[:3]))

    def _rows(self, query: str) -> list[tuple[object, ...]]:
        session = self._store.store._session
        return self._store.writer.call(lambda: list(session.rows(query)), DEADLINE_S)

    def _check(self, invariant: Invariant, holds: bool, what: str) -> None:
        if not self._tally.check(invariant, holds, f"{self._state.point} {what}"):
            self._judged.wrong.append(what)

    def _marks(self, word: str) -> list[list[str]]:
        marks = dict.fromkeys(self._state.marks)
        return [mark.split()[1:] for mark in marks if mark.startswith(word)]

    def _messages(self) -> None:
        """What was sent, and every step whose commit had returned, is there."""
        stans = {str(stan) for (stan,) in self._rows(_STANS)}
        refunds = {str(number) for (number,) in self._rows(_REFUNDS)}
        for what, name, *rest in self._marks("sent"):
            if name in _ASKING:
                continue
            (number,) = rest
            known = stans if what == "host" else {*self._sales, *refunds}
            words = f"{what} {name} {number} was sent, and is not there"
            self._check(Invariant.DURABLE_FIRST, number in known, words)
        rows = self._store.report.journal_rows
        last = max((int(mark[0]) for mark in self._marks("committed")), default=0)
        words = f"{rows} rows of {last} that were committed"
        self._check(Invariant.DURABLE_FIRST, rows >= last, words)

    def _screens(self) -> None:
        """What a page called approved is."""
        for shown, order in self._marks("showed"):
            if shown == "approved":
                now = self._sales.get(order, "nowhere")
                words = f"{order} was shown approved, and is {now}"
                self._check(Invariant.HAS_ROW, now in TAKEN, words)

    def _paper(self) -> None:
        """Whatever is on paper is of an approved sale, and would be marked the next time."""
        if not self._state.paper:
            return
        jobs = self._store.writer.call(lambda: self._store.store.print_jobs(MOST_JOBS), DEADLINE_S)
        queued = {
            (job.subject.identity.order_no, job.copy.value)
            for job in jobs
            if isinstance(job.subject, SaleRecord) and job.state is PrintState.QUEUED
        }
        rrns = {str(rrn): str(order) for rrn, order in self._rows(_RRNS)}
        slips = [read_slip(text) for text, _ in slips_of(self._state.paper)]
        unmarked: Counter[tuple[str, str]] = Counter()
        for slip in slips:
            order = rrns.get(slip["rrn"], slip["order"])
            if not order:
                # Torn before it said whose it is.
                continue
            key = (order, slip["copy"])
            unmarked[key] += not slip["duplicate"]
            words = f"the {key[1]} slip of {order} is on paper, and waits unmarked"
            self._check(Invariant.ONE_SLIP, key not in queued and unmarked[key] <= 1, words)
            now = self._sales.get(order, "nowhere")
            self._check(Invariant.HAS_ROW, now in TAKEN, f"a slip of {order}, which is {now}")


def _take_up(store: OpenedStore, judged: Judged) -> None:
    """Take up what was in flight, as a start does; nothing leaves here."""
    clock = ManualClock()
    settings = demo_settings()
    sent: list[t.Effect] = []
    runner = Runner(
        RunnerParts(
            store=store.store,
            executor=store.writer,
            timers=ManualTimers(clock, InlineExecutor()),
            clock=clock,
            clocks=settings.qr_clock,
            authority=Authority(clock),
            perform=lambda effect, _: sent.append(effect),
            observe=lambda _: None,
            print_wanted=lambda: None,
            scan_clocks=settings.scan_clock,
        )
    )
    try:
        store.writer.call(runner.recover, DEADLINE_S)
    except (StoreError, TimeoutError, ValueError) as error:
        judged.wrong.append(f"nothing can be taken up: {type(error).__name__}")
