"""One void or refund at a time, through every fate of its messages and every place to die."""

from __future__ import annotations

import itertools

import pytest

from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.flows.money_back.state import MoneyBackState, Way
from tests.helpers.settlement_world import Tables
from tests.helpers.settlement_world_days import Day, Fate
from tests.helpers.truthful_card_host import Mood

NEVER = 0
DEATHS = (NEVER, 1, 2)
THEN = (Mood.YES, Mood.DOUBTFUL_DONE)
ENDS = {ReturnState.DONE, ReturnState.REFUSED, ReturnState.UNDONE}


def one_return(
    way: Way, kind: ReturnKind, fates: tuple[Fate, Fate], moods: tuple[Mood, Mood], dies: int
) -> tuple[Day, MoneyBackState]:
    """Sell, give back, let two messages have their fates, and let everything be answered."""
    day = Day(Tables())
    sale = day.sell(3_080, way)
    assert sale is not None
    day.dies = dies
    day.give_back(sale, kind, 3_080 if kind is ReturnKind.VOID else 1_000)
    for fate, mood in zip(fates, moods, strict=True):
        day.carry(way, fate, mood)
        day.check()
        day.pass_time(5)
    day.run_out()
    return day, day.back(1)


@pytest.mark.parametrize("kind", ReturnKind)
@pytest.mark.parametrize("way", [Way.CARD, Way.WALLET])
@pytest.mark.parametrize("fate", Fate)
def test_it_ends_as_the_acquirers_books_say(way: Way, kind: ReturnKind, fate: Fate) -> None:
    for again, mood, then, dies in itertools.product(Fate, Mood, THEN, DEATHS):
        _, back = one_return(way, kind, (fate, again), (mood, then), dies)
        assert back.return_state in ENDS


def test_the_usual_void_and_refund_are_done() -> None:
    usual = ((Fate.HEARD, Fate.HEARD), (Mood.YES, Mood.YES))
    for way, kind in itertools.product((Way.CARD, Way.WALLET), ReturnKind):
        day, back = one_return(way, kind, *usual, NEVER)
        assert back.return_state is ReturnState.DONE
        assert day.given_minor(day.sales[1]) == back.amount_minor


def test_a_void_whose_answer_was_lost_leaves_the_sale_as_it_was() -> None:
    fates = (Fate.ANSWER_LOST, Fate.HEARD)
    day, back = one_return(Way.CARD, ReturnKind.VOID, fates, (Mood.YES, Mood.YES), NEVER)
    assert back.return_state is ReturnState.UNDONE
    assert day.given_minor(day.sales[1]) == 0


def test_a_refund_by_wallet_whose_answer_was_lost_is_done_once() -> None:
    fates = (Fate.ANSWER_LOST, Fate.HEARD)
    day, back = one_return(Way.WALLET, ReturnKind.REFUND, fates, (Mood.YES, Mood.YES), NEVER)
    assert back.return_state is ReturnState.DONE
    assert day.given_minor(day.sales[1]) == 1_000


def test_nothing_sent_before_the_program_ended_is_no_void_and_no_money() -> None:
    day = Day(Tables())
    sale = day.sell(3_080, Way.CARD)
    assert sale is not None
    day.give_back(sale, ReturnKind.VOID, 3_080)
    day.restart_now()
    assert day.back(1).return_state is ReturnState.PENDING
    day.run_out()
    assert day.back(1).return_state is ReturnState.UNDONE
