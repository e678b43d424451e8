"""What the customer reads of money that goes back, and what the lock keeps of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.card_view import CardsShut
from kpay_desktop.flows.money_back.state import Phase, Way
from kpay_desktop.flows.sale_view import ChargeRefused
from tests.helpers.back_front import BackFront, a_sale, back_view, candidate
from tests.helpers.front import Front
from ui.locking import locks_by_itself, notices_behind
from ui.views import Action, Page
from ui.views_customer import CustomerKind
from ui.views_front import TroubleView


def voided(phase: Phase, method: Method = Method.PAYNOW) -> BackFront:
    sale = a_sale(method=method)
    kind = {Method.CARD: "card", Method.CASH: "cash"}.get(method, "qr")
    front = BackFront().to_question(candidate(sale), kind=kind)
    front.press(Action.VOID_SALE)
    return front.begun(back_view(phase, sale))


@pytest.mark.parametrize(
    ("phase", "kind"),
    [
        (Phase.READING, CustomerKind.CARD),
        (Phase.CONFIRMING, CustomerKind.WAIT),
        (Phase.SENDING, CustomerKind.WAIT),
        (Phase.REVERSING, CustomerKind.IDLE),
        (Phase.DONE, CustomerKind.PAID),
        (Phase.REFUSED, CustomerKind.IDLE),
        (Phase.UNDONE, CustomerKind.IDLE),
        (Phase.CLOSED, CustomerKind.IDLE),
    ],
)
def test_the_customer_is_told_what_concerns_them(phase: Phase, kind: CustomerKind) -> None:
    customer = voided(phase, Method.CARD).screens().customer

    assert customer.kind is kind
    assert customer.must_be_seen is (phase is Phase.READING)


def test_what_goes_back_is_named_as_it_is_given() -> None:
    front = BackFront()
    view = back_view(Phase.DONE, a_sale(method=Method.CASH, minor=2352))
    front.to_question(candidate(a_sale(method=Method.CASH, minor=2352)), kind="cash")
    front.press(Action.VOID_SALE)
    front.begun(replace(view, back=replace(view.back, given_minor=2350)))
    customer = front.screens().customer

    assert customer.title is not None
    assert customer.title.args == (("total", "SGD 23.50"),)
    assert customer.body is not None
    assert customer.body.id == "customer.back_to_cash"


def test_what_the_till_cannot_send_is_not_announced() -> None:
    view = back_view(Phase.DONE, kind=ReturnKind.REFUND)
    by_hand = replace(view, state=replace(view.state, way=Way.BY_HAND))
    front = BackFront().to_question()
    front.press(Action.VOID_SALE)
    front.begun(by_hand)

    assert front.screens().customer.kind is CustomerKind.IDLE


@pytest.mark.parametrize("phase", list(Phase))
def test_the_screen_locks_by_itself_unless_a_card_is_asked_for(phase: Phase) -> None:
    front = voided(phase, Method.CARD)

    assert locks_by_itself(front.model) is (phase not in {Phase.READING, Phase.CONFIRMING})


def test_what_is_on_its_way_counts_behind_the_lock() -> None:
    front = voided(Phase.SENDING)
    front.press(Action.NEW_SALE).press(Action.LOCK)

    assert notices_behind(front.model) == 1


@pytest.mark.parametrize("shut", list(CardsShut))
def test_why_no_card_is_taken_is_said_and_a_full_batch_leads_to_settlement(
    shut: CardsShut,
) -> None:
    front = Front().to_confirm().press(Action.CONFIRM)
    front.controller.news(ChargeRefused(front.model.draft.request, None, shut))
    body = front.body(TroubleView)
    assert body.lines[0].id == shut.value

    last = body.buttons[-1]
    front.controller.press(last.press)
    expected = Page.SETTLEMENT if shut is CardsShut.FULL else Page.AMOUNT
    assert front.model.page is expected
    assert front.model.shut is None
