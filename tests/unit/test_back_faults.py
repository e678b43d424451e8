"""Voids and refunds through deaths at every write, a full disk at every write, lost messages."""

from __future__ import annotations

import itertools

import pytest

from kpay_desktop.domain.returns import ReturnState
from tests.helpers.back_day import (
    BY_HAND,
    CARD_SHOWN,
    CARD_VOID,
    CASH_VOID,
    KINDS,
    WALLET_VOID,
    BackDay,
    Fate,
    Kind,
)
from tests.helpers.truthful_card_host import Mood

MOST_WRITES = 9
AT_HOSTS = tuple(kind for kind in KINDS if kind not in {CASH_VOID, BY_HAND})
USUAL = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def ends(day: BackDay) -> ReturnState | None:
    """Run it to its end, and hold everything that must hold."""
    day.run()
    return day.check()


@USUAL
def test_what_nothing_befalls_is_done(kind: Kind) -> None:
    assert ends(BackDay(kind)) is ReturnState.DONE


@USUAL
@pytest.mark.parametrize("fate", Fate)
def test_it_ends_wherever_the_program_dies(
    kind: Kind, fate: Fate, caplog: pytest.LogCaptureFixture
) -> None:
    began = 0
    for write in range(1, MOST_WRITES):
        for behind in (False, True):
            day = BackDay(kind, [fate])
            day.books.dies_at, day.books.dies_behind = (0, write) if behind else (write, 0)
            began += ends(day) is not None
    assert began
    assert "flow bug" not in caplog.text


@USUAL
@pytest.mark.parametrize("full_for", [1, 3])
def test_it_ends_wherever_the_disk_is_full(
    kind: Kind, full_for: int, caplog: pytest.LogCaptureFixture
) -> None:
    for fate, write in itertools.product(Fate, range(1, MOST_WRITES)):
        day = BackDay(kind, [fate])
        day.books.full_at, day.books.full_for = write, full_for
        ends(day)
    assert "flow bug" not in caplog.text


@pytest.mark.parametrize("kind", AT_HOSTS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("mood", Mood)
def test_it_ends_as_the_hosts_books_say(
    kind: Kind, mood: Mood, caplog: pytest.LogCaptureFixture
) -> None:
    for first, second, third in itertools.product(Fate, Fate, Fate):
        ends(BackDay(kind, [first, second, third], mood))
    assert "flow bug" not in caplog.text


@pytest.mark.parametrize("kind", [CARD_VOID, CARD_SHOWN, WALLET_VOID], ids=lambda kind: kind.name)
def test_two_faults_at_once(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    for fate, mood, full, dies in itertools.product(Fate, Mood, range(1, 6), range(1, 6)):
        day = BackDay(kind, [fate], mood)
        day.books.full_at, day.books.dies_at = full, dies
        ends(day)
    assert "flow bug" not in caplog.text
