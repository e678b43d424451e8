"""The real store at work, and a till that sells through it with nothing but itself to wait for."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.codes import sample_code
from benchmarks.measure import BenchError
from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.runner import Reply, Runner, RunnerParts
from kpay_desktop.flows.sale_view import Observed, SaleView
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import Payment
from kpay_desktop.security.keys import KeySource
from kpay_desktop.settings_works import KeyStore, QrClockSettings
from models.database import OpenedStore, open_store
from models.numbers import Lane

AMOUNT_MINOR, TIP_MINOR = 2_000, 280
BETWEEN_SALES = timedelta(seconds=20)
DEADLINE_S = 30.0


class StoreAtWork:
    """The real store in a folder of its own; ``with`` gives it opened."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._faults: list[Exception] = []

    def __enter__(self) -> OpenedStore:
        self._folder.mkdir(mode=0o700)
        key = KeySource(KeyStore.FILE, "demo")
        lane = Lane("80010001")
        self._opened = open_store(self._folder, key, lane, SystemClock(), self._faults.append)
        return self._opened

    def __exit__(self, *_: object) -> None:
        self._opened.close(DEADLINE_S)
        if self._faults:
            raise BenchError("the store had a fault") from self._faults[0]


class NoTimers:
    """Implements ``ports.Timers``: nothing comes due, because every answer is there at once."""

    def start(self, key: str, delay_s: float, call: Callable[[], None]) -> None:
        pass

    def cancel(self, key: str) -> None:
        pass


class _CounterClock:
    """Implements ``ports.Clock`` for a busy counter: a sale every twenty seconds."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def pass_time(self) -> None:
        """Let the next customer come."""
        self._ahead += BETWEEN_SALES

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead.total_seconds()


class Seller:
    """Sells with the real runner. The gateway's answers come at once: code made, code paid."""

    def __init__(self, opened: OpenedStore) -> None:
        self._numbers = itertools.count(1)
        self._clock = _CounterClock()
        self._code = sample_code()
        self._approved = threading.Event()
        self._last: SaleView | None = None
        self._runner = Runner(
            RunnerParts(
                store=opened.store,
                executor=opened.writer,
                timers=NoTimers(),
                clock=self._clock,
                clocks=QrClockSettings(),
                authority=Authority(self._clock),
                perform=self._perform,
                observe=self._observe,
                print_wanted=_nothing,
            )
        )

    def sell(self) -> SaleView:
        """Make one sale and wait until it is approved; return it."""
        self._approved.clear()
        self._clock.pass_time()
        number = next(self._numbers)
        # Totals differ, as they mostly do: equal ones within minutes are looked at for doubts.
        draft = SaleDraft(AMOUNT_MINOR + number, TIP_MINOR, Method.PAYNOW, QrMode.SHOW, "01")
        self._runner.charge(draft, f"press-{number}")
        if not self._approved.wait(DEADLINE_S) or self._last is None:
            raise BenchError("the sale was not approved")
        return self._last

    def _perform(self, effect: t.Effect, reply: Reply) -> None:
        match effect:
            case t.CreateOrder(order_no=order_no, amount_minor=total_minor):
                reply(t.CodeReady(self._code), None)
                payment = Payment(f"W{order_no}", total_minor)
                reply(t.Paid(total_minor, (payment,), self._clock.now()), None)
            case _:
                raise BenchError(f"nobody asks for {type(effect).__name__} in such a sale")

    def _observe(self, observed: Observed) -> None:
        if isinstance(observed, SaleView) and observed.state.phase is Phase.APPROVED:
            self._last = observed
            self._approved.set()


def _nothing() -> None:
    pass
