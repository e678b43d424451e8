"""The desk's threads: every asker hears once, and nobody waits on the windows' thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from ui.demo import lane as module
from ui.demo.lane import CAPACITY, Lane, Lost


@pytest.fixture
def lane(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lane]:
    del qtbot
    monkeypatch.setattr(module, "GRACE_S", 0.0)
    made = Lane("lane-test")
    yield made
    made.stop()
    made.join(2.0)
    made.deleteLater()


def test_answers_come_on_the_askers_thread_in_order(qtbot: QtBot, lane: Lane) -> None:
    heard: list[tuple[object, int]] = []
    workers: set[int] = set()

    def call(number: int) -> int:
        workers.add(threading.get_ident())
        return number

    for number in range(5):
        lane.ask(
            partial(call, number),
            lambda value: heard.append((value, threading.get_ident())),
            5.0,
        )

    assert heard == []
    qtbot.waitUntil(lambda: len(heard) == 5, timeout=60_000)
    assert heard == [(number, threading.get_ident()) for number in range(5)]
    assert threading.get_ident() not in workers
    assert len(workers) == 1
    assert lane.waiting == 0


def test_a_late_answer_is_given_up_and_dropped(qtbot: QtBot, lane: Lane) -> None:
    gate = threading.Event()
    heard: list[object] = []

    lane.ask(lambda: gate.wait(10), heard.append, 0.05)
    qtbot.waitUntil(lambda: heard == [Lost.LATE], timeout=60_000)

    gate.set()
    lane.ask(lambda: "next", heard.append, 5.0)
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=60_000)
    assert heard == [Lost.LATE, "next"]


def test_a_call_given_up_while_it_waited_is_never_made(qtbot: QtBot, lane: Lane) -> None:
    gate = threading.Event()
    heard: list[object] = []
    made: list[str] = []

    lane.ask(lambda: gate.wait(10), heard.append, 10.0)
    lane.ask(lambda: made.append("paid"), heard.append, 0.05)
    qtbot.waitUntil(lambda: heard == [Lost.LATE], timeout=60_000)
    gate.set()
    qtbot.waitUntil(lambda: heard == [Lost.LATE, True], timeout=60_000)

    lane.ask(lambda: "end", heard.append, 5.0)
    qtbot.waitUntil(lambda: heard[-1] == "end", timeout=60_000)
    assert made == []


def test_a_full_lane_says_so(qtbot: QtBot, lane: Lane) -> None:
    gate = threading.Event()
    heard: list[object] = []

    for _ in range(CAPACITY + 2):
        lane.ask(lambda: gate.wait(10), heard.append, 10.0)
    qtbot.waitUntil(lambda: Lost.BUSY in heard, timeout=60_000)

    gate.set()
    qtbot.waitUntil(lambda: lane.waiting == 0, timeout=60_000)
    assert len(heard) == CAPACITY + 2
    assert set(heard) == {Lost.BUSY, True}


def test_a_call_that_fails_ends_nothing(
    qtbot: QtBot, lane: Lane, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[object] = []

    def fail() -> object:
        raise OSError("broken on request")

    lane.ask(fail, heard.append, 5.0)
    lane.ask(lambda: "next", heard.append, 5.0)

    qtbot.waitUntil(lambda: len(heard) == 2, timeout=60_000)
    assert heard == [Lost.FAILED, "next"]
    assert "desk call failed lane=lane-test" in caplog.text


def test_after_the_stop_nothing_is_asked_or_heard(qtbot: QtBot, lane: Lane) -> None:
    heard: list[object] = []
    gate = threading.Event()
    lane.ask(lambda: gate.wait(10), heard.append, 10.0)

    lane.stop()
    gate.set()
    lane.join(5.0)
    lane.ask(lambda: "too late", heard.append, 10.0)
    qtbot.wait(50)

    assert heard == []
