"""Clocks on their own thread: order, replacing and cancelling, never how fast."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from kpay_desktop.flows import timers as timers_module
from kpay_desktop.flows.timers import ThreadTimers
from kpay_desktop.ports import BusyError
from tests.helpers.flows import ManualClock

WAIT_S = 60.0


class Executor:
    """A serial executor on one thread, with a door that the test can shut."""

    def __init__(self) -> None:
        self._tasks: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self.refusals = 0
        self.submitted = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def submit(self, task: Callable[[], None]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise BusyError("full")
        self._tasks.put(task)
        self.submitted.set()

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()

    def stop(self) -> None:
        self._tasks.put(None)
        self.thread.join(WAIT_S)


class HeldClock(ManualClock):
    """The machine's monotonic clock, which stands still while the test holds it.

    So that a test which the machine keeps waiting between two starts says the same.
    """

    held_at: float | None = None

    def monotonic(self) -> float:
        return time.monotonic() if self.held_at is None else self.held_at

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        self.held_at = time.monotonic()
        yield
        self.held_at = None


class Bench:
    """Timers and what went off, in order."""

    def __init__(self) -> None:
        self.executor = Executor()
        self.clock = HeldClock()
        self.timers = ThreadTimers(self.executor, self.clock)
        self.fired: queue.Queue[str] = queue.Queue()

    def start(self, key: str, delay_s: float, says: str = "") -> None:
        self.timers.start(key, delay_s, lambda: self.fired.put(says or key))

    def next(self) -> str:
        return self.fired.get(timeout=WAIT_S)

    def run(self, task: Callable[[], None]) -> None:
        """Run a task on the executor and wait for it."""
        done = threading.Event()

        def work() -> None:
            task()
            done.set()

        self.executor.submit(work)
        assert done.wait(WAIT_S)


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.timers.stop(WAIT_S)
    bench.executor.stop()


def test_timers_go_off_in_the_order_of_their_times(bench: Bench) -> None:
    with bench.clock.held():
        bench.start("late", 0.09)
        bench.start("early", 0.03)
        bench.start("middle", 0.06)
        bench.start("soon", 0.01)
    assert [bench.next() for _ in range(4)] == ["soon", "early", "middle", "late"]


def test_timers_of_the_same_time_go_off_in_the_order_of_their_start(bench: Bench) -> None:
    def start_all() -> None:
        for n in range(20):
            bench.start(str(n), -1.0)

    bench.run(start_all)
    assert [bench.next() for _ in range(20)] == [str(n) for n in range(20)]


def test_calls_run_on_the_executor(bench: Bench) -> None:
    names: queue.Queue[int | None] = queue.Queue()
    bench.timers.start("a", 0.01, lambda: names.put(threading.current_thread().ident))
    assert names.get(timeout=WAIT_S) == bench.executor.thread.ident


def test_a_timer_of_the_same_key_is_replaced(bench: Bench) -> None:
    with bench.clock.held():
        bench.start("a", 0.01, "first")
        bench.start("a", 0.02, "second")
        bench.start("end", 0.03)
    assert [bench.next(), bench.next()] == ["second", "end"]


def test_a_replacement_may_come_earlier(bench: Bench) -> None:
    bench.start("a", 3_600.0, "never")
    bench.start("a", 0.01, "soon")
    assert bench.next() == "soon"


def test_a_cancelled_timer_never_goes_off(bench: Bench) -> None:
    with bench.clock.held():
        bench.start("a", 0.01)
        bench.timers.cancel("a")
        bench.timers.cancel("unknown")
        bench.start("end", 0.02)
    assert bench.next() == "end"
    assert bench.fired.empty()


def test_a_timer_that_is_due_can_still_be_cancelled_on_the_executor(bench: Bench) -> None:
    """Its time comes while the task that cancels it is running."""

    def cancel() -> None:
        bench.executor.submitted.clear()
        bench.start("a", 0.0)
        assert bench.executor.submitted.wait(WAIT_S)
        bench.timers.cancel("a")

    bench.run(cancel)
    bench.start("end", 0.05)
    assert bench.next() == "end"


def test_a_call_may_start_its_own_timer_again(bench: Bench) -> None:
    rounds: list[int] = []

    def again() -> None:
        rounds.append(1)
        if len(rounds) < 3:
            bench.timers.start("a", 0.01, again)
        else:
            bench.fired.put("done")

    bench.timers.start("a", 0.01, again)
    assert bench.next() == "done"
    assert len(rounds) == 3


def test_a_full_executor_is_asked_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers_module, "BUSY_RETRY_S", 0.01)
    bench.executor.refusals = 3
    bench.start("a", 0.0)
    assert bench.next() == "a"
    assert bench.executor.refusals == 0


def test_there_is_a_bound(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers_module, "MAX_TIMERS", 3)
    for key in "abc":
        bench.start(key, 3_600.0)
    with pytest.raises(BusyError):
        bench.start("d", 3_600.0)
    # Replacing one is always possible.
    bench.start("a", 0.0)
    assert bench.next() == "a"


def test_replaced_timers_leave_nothing_behind(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers_module, "MAX_HEAP", 20)
    bench.start("kept", 3_600.0)
    for _ in range(1_000):
        bench.start("a", 3_600.0)
    assert len(bench.timers._heap) <= 21
    bench.start("a", 0.0)
    assert bench.next() == "a"
    assert "kept" in bench.timers._calls


def test_nothing_goes_off_after_the_stop() -> None:
    bench = Bench()
    bench.start("a", 0.02)
    bench.start("b", 3_600.0)
    bench.timers.stop(WAIT_S)
    bench.start("c", 0.0)
    assert not bench.timers._thread.is_alive()
    bench.run(lambda: None)
    bench.executor.stop()
    assert bench.fired.qsize() <= 1
