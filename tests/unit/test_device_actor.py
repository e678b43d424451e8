"""The owner thread of a device."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from hardware.actor import Actor, ExpiredError, Outcome, StoppedError
from kpay_desktop.ports import BusyError


@pytest.fixture
def actor() -> Iterator[Actor]:
    made = Actor("test-device", limit=3)
    made.start()
    yield made
    assert made.stop(5.0)


class Gate:
    """Keeps an actor at work until it is opened."""

    def __init__(self, actor: Actor) -> None:
        self._open = threading.Event()
        begun = threading.Event()

        def work() -> None:
            begun.set()
            self._open.wait(60.0)

        actor.submit(work)
        assert begun.wait(60.0)

    def open(self) -> None:
        self._open.set()


class Answers:
    """Gathers what becomes of commands."""

    def __init__(self, wanted: int) -> None:
        self.outcomes: list[Outcome[str]] = []
        self._wanted = wanted
        self._all = threading.Event()

    def __call__(self, outcome: Outcome[str]) -> None:
        self.outcomes.append(outcome)
        if len(self.outcomes) == self._wanted:
            self._all.set()

    def wait(self) -> list[Outcome[str]]:
        assert self._all.wait(60.0)
        return self.outcomes


def thread_name(_: float) -> str:
    return threading.current_thread().name


def test_commands_run_in_order_on_the_one_thread(actor: Actor) -> None:
    answers = Answers(3)
    ids = [actor.ask(thread_name, 5.0, answers) for _ in range(3)]
    assert answers.wait() == [Outcome(id_, value="test-device") for id_ in ids]
    assert ids == sorted(set(ids))


def test_work_is_told_how_long_it_may_take(actor: Actor) -> None:
    left: list[float] = []
    answers = Answers(1)

    def work(left_s: float) -> str:
        left.append(left_s)
        return ""

    actor.ask(work, 5.0, answers)
    answers.wait()
    assert 0.0 < left[0] <= 5.0


def test_full_queue_refuses_instead_of_waiting(actor: Actor) -> None:
    gate = Gate(actor)
    for _ in range(3):
        actor.submit(lambda: None)
    with pytest.raises(BusyError, match="busy"):
        actor.submit(lambda: None)
    gate.open()


def test_command_past_its_deadline_is_not_carried_out(actor: Actor) -> None:
    gate = Gate(actor)
    answers = Answers(1)
    actor.ask(thread_name, 0.0, answers)
    gate.open()
    (outcome,) = answers.wait()
    assert isinstance(outcome.error, ExpiredError)
    assert outcome.value is None


def test_fault_of_a_command_is_its_outcome_and_the_thread_lives(
    actor: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: float) -> str:
        raise RuntimeError("broken")

    answers = Answers(2)
    actor.ask(fail, 5.0, answers)
    actor.ask(thread_name, 5.0, answers)
    first, second = answers.wait()
    assert isinstance(first.error, RuntimeError)
    assert second.value == "test-device"
    assert "a command of test-device failed: RuntimeError" in caplog.text


def test_stop_finishes_the_command_at_work_and_gives_up_the_rest() -> None:
    actor = Actor("test-device")
    actor.start()
    gate = Gate(actor)
    answers = Answers(2)
    actor.ask(thread_name, 5.0, answers)
    actor.ask(thread_name, 5.0, answers)
    assert not actor.stop(0.0)
    assert all(isinstance(outcome.error, StoppedError) for outcome in answers.wait())
    with pytest.raises(BusyError, match="stopped"):
        actor.submit(lambda: None)
    gate.open()
    assert actor.stop(5.0)


def test_actor_that_never_started_stops() -> None:
    assert Actor("test-device").stop(0.0)


def test_owner_is_asserted(actor: Actor) -> None:
    with pytest.raises(RuntimeError, match="test-device was touched by"):
        actor.assert_owner()
    answers = Answers(1)

    def touch(_: float) -> str:
        actor.assert_owner()
        return "owner"

    actor.ask(touch, 5.0, answers)
    assert answers.wait()[0].value == "owner"
