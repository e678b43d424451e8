"""The crossing from threads to the windows."""

from __future__ import annotations

import logging
import threading

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import bridge as bridge_module
from ui.bridge import EVENTS_PER_TURN, KEYS, BridgeFullError, GuiBridge


class Heard(list[object]):
    """Keeps what arrived, and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: set[int] = set()

    def __call__(self, event: object) -> None:
        self.append(event)
        self.threads.add(threading.get_ident())


def run_thread(work: threading.Thread) -> None:
    work.start()
    work.join(5)
    assert not work.is_alive()


def test_nothing_arrives_before_the_event_loop_turns(qapp: QApplication) -> None:
    heard = Heard()
    bridge = GuiBridge(heard)

    bridge.post("one")
    assert heard == []

    QCoreApplication.processEvents()
    assert heard == ["one"]


def test_events_of_threads_arrive_in_the_gui_thread_in_order(qtbot: QtBot) -> None:
    heard = Heard()
    bridge = GuiBridge(heard)
    count = 200

    def work(name: str) -> None:
        for number in range(count):
            bridge.post((name, number))

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    qtbot.waitUntil(lambda: len(heard) == 3 * count, timeout=60_000)
    for thread in threads:
        thread.join(5)

    assert heard.threads == {threading.get_ident()}
    for name in "abc":
        assert [e for e in heard if isinstance(e, tuple) and e[0] == name] == [
            (name, number) for number in range(count)
        ]


def test_only_the_newest_of_a_key_arrives(qapp: QApplication) -> None:
    heard = Heard()
    bridge = GuiBridge(heard)

    bridge.post("red", key="lamp")
    bridge.post("paid")
    bridge.post("green", key="lamp")
    QCoreApplication.processEvents()

    assert heard == ["green", "paid"]


def test_a_key_can_be_used_again(qapp: QApplication) -> None:
    heard = Heard()
    bridge = GuiBridge(heard)

    for colour in ("red", "green"):
        bridge.post(colour, key="lamp")
        QCoreApplication.processEvents()

    assert heard == ["red", "green"]


def test_too_many_keys_are_dropped_and_logged(
    qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    heard = Heard()
    bridge = GuiBridge(heard)

    with caplog.at_level(logging.WARNING):
        for number in range(KEYS + 1):
            bridge.post(number, key=f"key{number}")
    bridge.post("paid")
    while len(heard) < KEYS + 1:
        QCoreApplication.processEvents()

    assert heard == [*range(KEYS), "paid"]
    assert "bridge drops event" in caplog.text


def test_the_gui_thread_gets_an_error_instead_of_waiting_for_itself(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge_module, "CAPACITY", 2)
    bridge = GuiBridge(Heard())
    bridge.post(1)
    bridge.post(2)

    with pytest.raises(BridgeFullError):
        bridge.post(3)


def test_a_worker_waits_for_room_and_loses_nothing(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge_module, "CAPACITY", 2)
    heard = Heard()
    bridge = GuiBridge(heard)

    def work() -> None:
        for number in range(20):
            bridge.post(number)

    thread = threading.Thread(target=work)
    thread.start()
    qtbot.waitUntil(lambda: len(heard) == 20, timeout=60_000)
    thread.join(5)

    assert heard == list(range(20))


def test_a_worker_is_told_when_the_windows_are_stuck(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge_module, "CAPACITY", 1)
    monkeypatch.setattr(bridge_module, "PATIENCE_S", 0.05)
    bridge = GuiBridge(Heard())
    bridge.post(1)
    errors: list[BaseException] = []

    def work() -> None:
        try:
            bridge.post(2)
        except BridgeFullError as error:
            errors.append(error)

    run_thread(threading.Thread(target=work))

    assert len(errors) == 1


def test_a_turn_takes_a_few_events_only(qapp: QApplication) -> None:
    heard = Heard()
    bridge = GuiBridge(heard)
    for number in range(EVENTS_PER_TURN + 1):
        bridge.post(number)

    QCoreApplication.sendPostedEvents(bridge_module.doorbell())

    assert len(heard) == EVENTS_PER_TURN
    QCoreApplication.processEvents()
    assert len(heard) == EVENTS_PER_TURN + 1


def test_an_event_that_fails_does_not_hold_up_the_next(
    qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[object] = []

    def handle(event: object) -> None:
        if event == "bad":
            raise RuntimeError("secret 4111")
        heard.append(event)

    bridge = GuiBridge(handle)
    bridge.post("bad")
    bridge.post("good")
    with caplog.at_level(logging.ERROR):
        QCoreApplication.processEvents()

    assert heard == ["good"]
    assert "event not handled kind=str" in caplog.text


def test_after_closing_nothing_arrives_and_nobody_waits(qtbot: QtBot) -> None:
    heard = Heard()
    bridge = GuiBridge(heard)
    bridge.post("before")

    bridge.close()
    bridge.post("after")
    bridge.post("after", key="lamp")
    run_thread(threading.Thread(target=bridge.post, args=("thread",)))
    QCoreApplication.processEvents()

    assert heard == []


def test_a_bridge_may_go_while_threads_post(qapp: QApplication) -> None:
    heard = Heard()

    def post_much(bridge: GuiBridge, started: threading.Event) -> None:
        for number in range(300):
            bridge.post(number, key="newest")
            bridge.post(number, key=f"key{number % 7}")
            started.set()

    for _ in range(40):
        parent = QObject()
        bridge, started = GuiBridge(heard, parent), threading.Event()
        threads = [threading.Thread(target=post_much, args=(bridge, started)) for _ in range(2)]
        for thread in threads:
            thread.start()
        started.wait(5)
        shiboken6.delete(parent)
        assert not shiboken6.isValid(bridge)
        for thread in threads:
            thread.join(5)
        bridge.post("after")
    QCoreApplication.processEvents()

    assert "after" not in heard
