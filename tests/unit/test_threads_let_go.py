"""A thread that waits for its next task keeps nothing of its last one alive: it may hold a card."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from hardware.actor import Actor
from models.writer import SerialThread

DEADLINE_S = 60.0
Submit = Callable[[Callable[[], None]], None]


class Held:
    """Something that a task holds."""


@contextmanager
def actor() -> Iterator[Submit]:
    thread = Actor("letting-go")
    thread.start()
    yield thread.submit
    assert thread.stop(DEADLINE_S)


@contextmanager
def serial_thread() -> Iterator[Submit]:
    faults: list[Exception] = []
    thread = SerialThread("letting-go", faults.append)
    thread.start()
    yield thread.submit
    assert thread.stop(DEADLINE_S)
    assert faults == []


def give(submit: Submit) -> weakref.ref[Held]:
    """Hand over a task that holds something, and see it done."""
    held, done = Held(), threading.Event()

    def task() -> None:
        assert isinstance(held, Held)
        done.set()

    submit(task)
    assert done.wait(DEADLINE_S)
    return weakref.ref(held)


@pytest.mark.parametrize("thread", [actor, serial_thread])
def test_what_a_task_held_is_let_go_of(
    thread: Callable[[], AbstractContextManager[Submit]],
) -> None:
    with thread() as submit:
        left = give(submit)
        deadline = time.monotonic() + DEADLINE_S
        while left() is not None:
            assert time.monotonic() < deadline, "the last task is still held"
            time.sleep(0.001)
