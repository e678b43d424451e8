"""Whatever a card answers, at every step, to every kernel: it ends, and in a declared way."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import plain
from tests.fuzz.sessions import STATUSES, Session, changed_session, read
from tests.fuzz.target import Target, load

KERNELS = ("contact", "entry-point", "kernel-2", "kernel-3")
ANSWERS = st.lists(st.binary(max_size=260), max_size=12)
# Answers take a while to make up where others keep the machine busy.
SOME = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module", params=KERNELS)
def kernel(request: pytest.FixtureRequest) -> Target:
    """Return a kernel with its recorded sessions, which only who tries them waits for."""
    return load(request.param)


def longest(kernel: Target) -> Session:
    """Return the longest recorded session: every step that there is."""
    return max((read(seed) for seed in kernel.seeds), key=lambda session: len(session.answers))


def test_recorded_answers_end_well(kernel: Target) -> None:
    assert len(kernel.seeds) >= 8
    for seed in kernel.seeds:
        kernel.try_one(seed)


@SOME
@given(choices=st.integers(0, 255), answers=ANSWERS)
def test_any_answers(kernel: Target, choices: int, answers: list[bytes]) -> None:
    kernel.try_one(Session(choices, tuple(answers)).written())


@SOME
@given(data=st.data())
def test_any_answer_at_any_step(kernel: Target, data: st.DataObject) -> None:
    answers = list(read(data.draw(st.sampled_from(kernel.seeds))).answers)
    at = data.draw(st.integers(0, len(answers)))
    answers[at : at + 1] = [data.draw(st.binary(max_size=260))]
    kernel.try_one(Session(data.draw(st.integers(0, 255)), tuple(answers)).written())


@SOME
@given(at=st.integers(0), seed=st.integers(0, 2**32), changes=st.integers(1, 4))
def test_changed_answers(kernel: Target, at: int, seed: int, changes: int) -> None:
    chance = Random(seed)
    data = kernel.seeds[at % len(kernel.seeds)]
    for _ in range(changes):
        data = changed_session(data, chance, lambda part: plain.changed(part, chance))
    kernel.try_one(data)


def test_every_status_word_at_every_step(kernel: Target) -> None:
    session = longest(kernel)
    for at in range(len(session.answers)):
        for status in STATUSES:
            answers = list(session.answers)
            answers[at] = answers[at][:-2] + status.to_bytes(2, "big")
            kernel.try_one(Session(session.choices, tuple(answers)).written())


def test_every_step_again_and_without_end(kernel: Target) -> None:
    session = longest(kernel)
    for at, answer in enumerate(session.answers):
        kernel.try_one(Session(session.choices, (*session.answers[:at], *[answer] * 800)).written())


def test_every_byte_of_a_session_turned_over(kernel: Target) -> None:
    session = longest(kernel)
    for at, answer in enumerate(session.answers):
        for place in range(0, len(answer), 3):
            turned = answer[:place] + bytes((answer[place] ^ 0xFF,)) + answer[place + 1 :]
            answers = (*session.answers[:at], turned, *session.answers[at + 1 :])
            kernel.try_one(Session(session.choices, answers).written())
