"""Reversals at the front, without windows: not charged, tried again, and what goes on meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.card_view import CardBlocked
from tests.helpers.card_front import (
    authorising,
    card_front,
    needs_person,
    reversed_sale,
    reversing,
    to_card_confirm,
)
from tests.helpers.front import Front
from ui.card_model import MOST_CONTACT
from ui.presenter import page_of
from ui.views import Action, Page
from ui.views_card import UnfinishedView
from ui.views_sale import MethodView, ResultView

FLOW = "card_sale:138"


def page(front: Front) -> Page:
    return page_of(front.model)


def is_charging(front: Front) -> bool:
    return front.model.draft.charging


def buttons(front: Front) -> list[str]:
    """Return the ids of the page's buttons that can be pressed."""
    return [button.label.id for button in front.body(UnfinishedView).buttons if button.enabled]


def test_a_reversal_is_not_charged_and_says_when_it_is_tried_again() -> None:
    front = card_front(authorising())
    front.news(reversing(tries=0, retry_at=None))
    body = front.body(UnfinishedView)
    assert page(front) is Page.UNFINISHED
    assert body.title == Message("card.reversing_title")
    assert body.progress is None
    assert body.progress_line == message("card.attempt_now", attempt=1)
    front.news(reversing())
    assert front.body(UnfinishedView).progress_line == message(
        "card.attempt_next", attempt=2, seconds=8
    )
    front.controller.tick(104.0, front.model.clock)
    assert front.body(UnfinishedView).progress == pytest.approx(0.5)
    front.controller.tick(130.0, front.model.clock)
    assert front.body(UnfinishedView).progress == 1.0


def test_a_chip_that_is_still_in_is_asked_for_while_its_sale_is_reversed() -> None:
    front = card_front(authorising()).news(replace(reversing(), card_in=True))
    assert Message("card.remove") in front.body(UnfinishedView).lines
    front.news(reversing())
    assert Message("card.remove") not in front.body(UnfinishedView).lines


def test_it_can_be_tried_now_but_not_while_it_is() -> None:
    front = card_front(reversing()).press(Action.REVERSE_NOW)
    assert front.backend.calls[-1] == ("reverse_now", FLOW)
    front.news(reversing(retry_at=None))
    assert "card.try_now" not in buttons(front)


def test_a_number_that_is_gone_needs_a_person() -> None:
    view = needs_person()
    body = card_front(replace(view, state=replace(view.state, reversal_code="")))
    assert Message("card.needs_number") in body.body(UnfinishedView).lines


def test_a_bank_that_refuses_the_reversal_needs_a_person() -> None:
    body = card_front(needs_person()).body(UnfinishedView)
    assert message("card.needs_person", code="12") in body.lines
    facts = {name.id: dict(value.args).get("value") for name, value in body.facts}
    assert facts["card.fact_reversal_code"] == "12"
    assert facts["card.fact_contact"] == "Mr Tan 9123 4567"


def test_the_customers_contact_is_noted() -> None:
    front = card_front(reversing()).press(Action.SAVE_CONTACT, "too early")
    assert "note_contact" not in {call[0] for call in front.backend.calls}
    front.press(Action.NOTE_CONTACT)
    field = front.body(UnfinishedView).field
    assert field is not None
    assert (field.text, field.most) == ("", MOST_CONTACT)
    front.press(Action.SAVE_CONTACT, "  Mr\nTan  " + "9" * 300)
    call = front.backend.calls[-1]
    assert call[:2] == ("note_contact", FLOW)
    assert call[2].startswith("Mr Tan 999")
    assert len(call[2]) == MOST_CONTACT
    assert front.body(UnfinishedView).field is None
    front.news(reversing(contact="Mr Tan"))
    assert "card.contact_change" in buttons(front)
    front.press(Action.NOTE_CONTACT)
    changed = front.body(UnfinishedView).field
    assert changed is not None
    assert changed.text == "Mr Tan"
    front.press(Action.LEAVE_CONTACT)
    assert front.body(UnfinishedView).field is None


def test_nothing_is_noted_of_an_empty_field() -> None:
    front = card_front(reversing()).press(Action.NOTE_CONTACT).press(Action.SAVE_CONTACT, "  ")
    assert front.backend.calls[-1][0] != "note_contact"
    assert front.body(UnfinishedView).field is None


def test_other_ways_take_the_same_amount_without_cards() -> None:
    front = card_front(reversing()).press(Action.OTHER_WAY)
    assert page(front) is Page.METHOD
    offered = [choice.method for choice in front.body(MethodView).methods]
    assert Method.CARD not in offered
    assert offered
    assert front.model.draft.total_minor == 3080
    front.press(Action.PICK_METHOD, "card:")
    assert page(front) is Page.METHOD
    frame = front.screens().clerk.frame
    assert frame is not None
    assert frame.notice is not None
    assert frame.notice.label.id == "frame.notice_reversing"
    front.press(Action.OPEN_UNFINISHED, FLOW)
    assert page(front) is Page.UNFINISHED


def test_a_card_waits_for_the_reversal_and_says_so() -> None:
    front = card_front(reversing(number=120)).press(Action.NEW_SALE)
    to_card_confirm(front).press(Action.BACK)
    assert front.body(MethodView).methods[0].hint == Message("card.method_waits")
    front.press(Action.PICK_METHOD, "card:").press(Action.CONFIRM)
    request = front.model.draft.request
    front.controller.news(CardBlocked("another press", reversing(number=120)))
    assert is_charging(front)
    front.controller.news(CardBlocked(request, reversing(number=120)))
    assert page(front) is Page.UNFINISHED
    assert not is_charging(front)
    assert Message("card.blocked") in front.body(UnfinishedView).lines


def test_what_was_to_be_charged_goes_on_another_way() -> None:
    front = blocked_front("1", "00")
    front.press(Action.OTHER_WAY)
    assert page(front) is Page.METHOD
    assert front.model.draft.amount.minor == 100
    assert front.model.draft.retry_of is None
    assert Method.CARD not in [choice.method for choice in front.body(MethodView).methods]


def test_what_was_to_be_charged_goes_on_by_card_once_the_reversal_is_done() -> None:
    front = blocked_front("1", "00")
    front.news(reversed_sale())
    body = front.body(ResultView)
    assert body.title == Message("card.reversed_title")
    assert Message("card.cards_again") in body.lines
    front.press(Action.RETRY_SALE)
    assert front.model.draft.amount.minor == 100
    assert Method.CARD in [choice.method for choice in front.body(MethodView).methods]
    assert not front.model.card.is_blocked


def test_cards_wait_on_while_another_reversal_does() -> None:
    front = blocked_front("1", "00")
    front.news(reversing(number=121))
    front.news(reversed_sale())
    lines = front.body(ResultView).lines
    assert Message("card.cards_again") not in lines
    assert Message("card.another_waits") in lines
    front.press(Action.RETRY_SALE).press(Action.PICK_METHOD, "card:").press(Action.CONFIRM)
    front.controller.news(CardBlocked(front.model.draft.request, reversing(number=121)))
    assert page(front) is Page.UNFINISHED
    assert front.model.draft.amount.minor == 100


def blocked_front(*keys: str) -> Front:
    """Return a front whose sale by card waits for a reversal of SGD 30.80."""
    front = card_front().sign_in().keys(*keys).press(Action.CHARGE)
    front.press(Action.PICK_METHOD, "card:").press(Action.CONFIRM)
    front.controller.news(CardBlocked(front.model.draft.request, reversing()))
    return front


def test_a_reversal_behind_the_page_is_told_when_it_is_done() -> None:
    front = card_front(reversing()).press(Action.NEW_SALE)
    front.news(reversed_sale())
    frame = front.screens().clerk.frame
    assert frame is not None
    assert frame.notice is not None
    assert frame.notice.label.id == "frame.notice_reversed"
    front.press(Action.OPEN_UNFINISHED, FLOW)
    assert front.body(ResultView).title == Message("card.reversed_title")
    front.press(Action.NEW_SALE)
    assert front.model.others == ()


def test_a_reversal_of_before_the_start_is_named() -> None:
    front = card_front().sign_in()
    front.news(reversing())
    frame = front.screens().clerk.frame
    assert frame is not None
    assert frame.notice is not None
    assert front.model.others == (reversing(),)
