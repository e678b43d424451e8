"""What is heard of a sale by card: each change once, a card that was not read, one left behind."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.sound import Sound
from kpay_desktop.flows.card_sale.state import Phase
from kpay_desktop.flows.card_view import CardBlocked
from kpay_desktop.ports_cards import ReadProblem
from tests.helpers.card_front import (
    approved,
    authorising,
    card_front,
    card_state,
    reading,
    reversing,
    to_card_confirm,
    view_of,
)
from tests.helpers.front import Front
from ui.sounds import REMIND_EVERY_S, REMIND_FOR_S, Ear, mood_of
from ui.views import Action

A, F, N = Sound.APPROVED, Sound.FAILED, Sound.ATTENTION
TABLE = [
    (Phase.READING, None, None),
    (Phase.CHOOSING, None, None),
    (Phase.CONFIRMING, None, None),
    (Phase.AUTHORISING, None, None),
    (Phase.COMPLETING, None, None),
    (Phase.APPROVED, A, N),
    (Phase.DECLINED, F, N),
    (Phase.CLOSED, F, N),
    (Phase.REVERSING, F, N),
    (Phase.REVERSED, None, None),
]


def heard(front: Front) -> list[Sound]:
    """Return what has been heard since the last look."""
    sounds = [sound for sound, _ in front.backend.heard]
    front.backend.heard.clear()
    return sounds


def test_the_table_names_every_phase() -> None:
    assert [row[0] for row in TABLE] == list(Phase)
    assert all(mood_of(view_of(card_state(phase))) for phase in Phase)


@pytest.mark.parametrize(("phase", "on_page", "behind"), TABLE)
def test_a_card_sale_is_heard_by_its_phase(
    phase: Phase, on_page: Sound | None, behind: Sound | None
) -> None:
    for is_on_page, sound in ((True, on_page), (False, behind)):
        ear = Ear()
        assert ear.sale(reading(), on_page=is_on_page, is_running=True) is None
        view = view_of(card_state(phase))
        assert ear.sale(view, on_page=is_on_page, is_running=True) is sound
        assert ear.sale(view, on_page=is_on_page, is_running=True) is None


def test_a_card_that_was_not_read_is_heard_once() -> None:
    front = card_front(reading())
    assert heard(front) == []
    for problem in (ReadProblem.TRY_AGAIN, ReadProblem.INSERT_CHIP):
        front.news(reading(problem)).news(reading(problem))
        assert heard(front) == [N]
    front.news(authorising())
    assert heard(front) == []


def test_a_press_that_a_reversal_stops_is_heard() -> None:
    front = to_card_confirm(card_front()).press(Action.CONFIRM)
    front.controller.news(CardBlocked(front.model.draft.request, reversing(number=120)))
    assert heard(front) == [N]


def wait(front: Front, seconds: float) -> list[Sound]:
    """Let time pass in the ticks of a till; return what was heard."""
    end = front.model.now + seconds
    while front.model.now < end:
        front.controller.tick(front.model.now + 0.25, front.model.clock)
    return heard(front)


def test_a_card_left_in_the_reader_is_heard_until_it_is_out() -> None:
    front = card_front(authorising()).news(approved(card_in=True))
    assert heard(front) == [A]
    assert wait(front, 3 * REMIND_EVERY_S) == [Sound.REMOVE_CARD] * 3
    # Whoever goes on to the next sale leaves the card behind all the same.
    front.press(Action.NEW_SALE)
    assert wait(front, REMIND_EVERY_S) == [Sound.REMOVE_CARD]
    front.news(approved())
    assert wait(front, REMIND_FOR_S) == []


def test_nobody_is_reminded_for_ever() -> None:
    front = card_front(authorising()).news(approved(card_in=True))
    heard(front)
    wait(front, REMIND_FOR_S)
    assert wait(front, REMIND_FOR_S) == []
    front.news(approved(card_in=True))
    assert wait(front, REMIND_FOR_S) == []
