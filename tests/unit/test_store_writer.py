"""The threads that own a connection: order, bounds, deadlines, faults, pauses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from kpay_desktop.ports import BusyError
from models.writer import Writer

WAIT_S = 30.0


def ignore(error: Exception) -> None:
    """For threads that are not to hear of anything."""
    raise AssertionError(error)


@contextmanager
def running(
    on_fault: Callable[[Exception], None] = ignore,
    *,
    on_idle: Callable[[], bool] | None = None,
    limit: int = 100,
    idle_after_s: float = 60.0,
) -> Iterator[Writer]:
    writer = Writer("test", on_fault, on_idle=on_idle, limit=limit, idle_after_s=idle_after_s)
    writer.start()
    try:
        yield writer
    finally:
        assert writer.stop(WAIT_S)


class Gate:
    """A task that waits until the test lets it go on."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.leave = threading.Event()

    def __call__(self) -> None:
        self.entered.set()
        assert self.leave.wait(WAIT_S)


def test_tasks_run_in_order_on_one_thread() -> None:
    seen: list[tuple[int, str]] = []

    def task(number: int) -> None:
        seen.append((number, threading.current_thread().name))

    with running() as writer:
        for number in range(50):
            writer.submit(partial(task, number))
    assert seen == [(n, "test") for n in range(50)]


def test_a_full_queue_refuses_instead_of_waiting() -> None:
    gate = Gate()
    with running(limit=2) as writer:
        writer.submit(gate)
        assert gate.entered.wait(WAIT_S)
        writer.submit(lambda: None)
        writer.submit(lambda: None)
        assert writer.waiting == 2
        with pytest.raises(BusyError):
            writer.submit(lambda: None)
        gate.leave.set()


def test_what_waits_is_done_before_the_end_and_nothing_is_taken_after() -> None:
    gate = Gate()
    seen: list[int] = []
    with running() as writer:
        writer.submit(gate)
        for number in range(10):
            writer.submit(partial(seen.append, number))
        assert gate.entered.wait(WAIT_S)
        assert not writer.stop(0.01)
        with pytest.raises(BusyError):
            writer.submit(lambda: None)
        with pytest.raises(BusyError):
            writer.call(lambda: None, WAIT_S)
        gate.leave.set()
    assert seen == list(range(10))


def test_a_task_that_fails_is_reported_and_the_next_one_runs() -> None:
    heard: list[Exception] = []
    error = LookupError("planned")

    def fail() -> None:
        raise error

    with running(heard.append) as writer:
        writer.submit(fail)
        assert writer.call(lambda: "alive", WAIT_S) == "alive"
    assert heard == [error]


def test_a_report_that_fails_does_not_end_the_thread(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise LookupError("planned")

    with running(ignore) as writer:
        writer.submit(fail)
        assert writer.call(lambda: "alive", WAIT_S) == "alive"
    assert "fault_report_failed" in caplog.text


def test_a_call_gives_its_result_or_its_error_to_the_caller_alone() -> None:
    def fail() -> int:
        raise LookupError("planned")

    with running() as writer:
        assert writer.call(lambda: 7, WAIT_S) == 7
        with pytest.raises(LookupError):
            writer.call(fail, WAIT_S)


def test_a_call_on_the_thread_itself_runs_at_once() -> None:
    with running() as writer:
        assert writer.call(lambda: writer.call(lambda: 7, 0.0), WAIT_S) == 7


def test_a_call_that_did_not_begin_in_time_never_runs() -> None:
    gate = Gate()
    seen: list[str] = []
    with running() as writer:
        writer.submit(gate)
        assert gate.entered.wait(WAIT_S)
        with pytest.raises(TimeoutError):
            writer.call(lambda: seen.append("late"), 0.01)
        gate.leave.set()
        writer.call(lambda: None, WAIT_S)
    assert seen == []


def test_a_pause_is_used_once_after_work_and_again_while_it_fails() -> None:
    answers = [False, False, True]
    finished = threading.Event()

    def rest() -> bool:
        done = answers.pop(0)
        if not answers:
            finished.set()
        return done

    with running(on_idle=rest, idle_after_s=0.001) as writer:
        writer.submit(lambda: None)
        assert finished.wait(WAIT_S)
        # A fourth pause would find the list empty and be reported as a fault.
        assert not threading.Event().wait(0.05)
    assert answers == []


def test_a_pause_that_raises_is_reported_and_repeated() -> None:
    heard: list[Exception] = []
    finished = threading.Event()

    def rest() -> bool:
        if not heard:
            raise LookupError("planned")
        finished.set()
        return True

    with running(heard.append, on_idle=rest, idle_after_s=0.001) as writer:
        writer.submit(lambda: None)
        assert finished.wait(WAIT_S)
    assert len(heard) == 1


def test_stopping_what_never_started_is_harmless() -> None:
    writer = Writer("test", ignore)
    assert writer.stop(0.0)
    with pytest.raises(BusyError):
        writer.submit(lambda: None)
