"""What must hold of a till that finds its disk in some state: opened, checked and taken up."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.runner import Runner, RunnerParts
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import StoreError
from kpay_desktop.security.keys import KeySource
from kpay_desktop.settings import Settings, demo_settings
from models.database import OpenedStore, open_store
from models.numbers import Lane
from tests.disk.check_day import (
    check_books,
    check_paper,
    check_told,
    key_of_cards,
    settlement_numbers,
    take_up,
)
from tests.disk.states import Point, State
from tests.helpers.day_audit_values import PAID
from tests.helpers.day_books import TillBooks, read_till
from tests.helpers.flows import InlineExecutor, ManualClock, ManualTimers
from tests.helpers.invariants import Invariant, Tally

DEADLINE_S = 60.0
#: Messages that ask only, and may be sent at any time.
_ASKING = frozenset({"query", "ping", "echo", "sign_on", "listen", "shut_down"})


@dataclass
class Judged:
    """What came of a state. ``refused``: what the opening called it; empty if it opened."""

    point: Point
    wrong: list[str] = field(default_factory=list)
    refused: str = ""


@cache
def _settings() -> Settings:
    return demo_settings()


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
    settings = _settings()
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
        till = read_till(folder)
        _Judge(state, store, till, judged, tally).judge()
        _take_up(store, till, state, judged)
    finally:
        if not store.close(DEADLINE_S):
            judged.wrong.append("the store does not close")
    judged.wrong += [f"a task failed: {type(error).__name__}" for error in faults]
    return judged


class _Judge:
    """Looks at an opened store with what had left the till."""

    def __init__(
        self, state: State, store: OpenedStore, till: TillBooks, judged: Judged, tally: Tally
    ) -> None:
        self._state, self._store, self._judged, self._tally = state, store, judged, tally
        self._till = till
        self._sales = {row["order_no"]: row["state"] for row in till.sales}

    def judge(self) -> None:
        """Try everything."""
        self._messages()
        self._screens()
        check_told(self._till, self._marks, self._check)
        if self._state.paper:
            check_paper(self._store, self._till, self._state.paper, self._check)
        check_books(self._store, self._till, self._check)
        problems = self._store.verify(DEADLINE_S).problems
        self._check(Invariant.STORE_WHOLE, not problems, "; ".join(problems[:3]))

    def _check(self, invariant: Invariant, holds: bool, what: str) -> None:
        if not self._tally.check(invariant, holds, f"{self._state.point} {what}"):
            self._judged.wrong.append(what)

    def _marks(self, word: str) -> list[list[str]]:
        marks = dict.fromkeys(self._state.marks)
        return [mark.split()[1:] for mark in marks if mark.startswith(f"{word} ")]

    def _messages(self) -> None:
        """What was sent, and every step whose commit had returned, is there."""
        till = self._till
        stans = {str(row["stan"]) for row in (*till.cards, *till.returns)}
        stans |= settlement_numbers(till)
        payments = (each for row in till.flows for each in row["state"].get("payments") or ())
        refunds = {each["refund_no"] for each in payments if each["refund_no"]}
        refunds |= {row["number"] for row in till.returns}
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
                self._check(Invariant.HAS_ROW, now in PAID, words)


def _take_up(store: OpenedStore, till: TillBooks, state: State, judged: Judged) -> None:
    """Take up what was in flight, as a start does; nothing leaves here."""
    clock = ManualClock()
    settings = _settings()
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
        judged.wrong += take_up(store, till, key_of_cards(state.files))
    except (StoreError, TimeoutError, ValueError) as error:
        judged.wrong.append(f"nothing can be taken up: {type(error).__name__}")
