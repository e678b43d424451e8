"""The receipt of money back on the customer's phone, at the front: when it is there, and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.records import SlipKind
from kpay_desktop.flows.back_view import BackView
from kpay_desktop.flows.money_back.state import Phase, Way
from kpay_desktop.flows.wallet_sale.state import Phase as WalletPhase
from tests.helpers.back_front import BackFront, back_view
from tests.helpers.front import NOON, SYMBOL, Front, sale_view
from ui.backend_receipt import ReceiptCodeTold
from ui.views import Action
from ui.views_customer import CustomerKind, CustomerView
from ui.views_void import ReturnOutcome, VoidView

BACK = 9001


def customer(front: Front) -> CustomerView:
    return front.screens().customer


def later(front: Front, seconds: float) -> None:
    front.controller.tick(front.model.now + seconds, NOON + timedelta(seconds=seconds))


def given_back(view: BackView | None = None) -> BackFront:
    """Return a front whose Void page shows that money."""
    return BackFront().void(view or back_view(Phase.DONE))


def back_with_code(view: BackView | None = None) -> BackFront:
    front = given_back(view)
    told = ReceiptCodeTold(BACK, Language.EN, SYMBOL, kind=SlipKind.RETURN)
    front.controller.news(told)
    return front


def outcome(front: Front) -> ReturnOutcome:
    right = front.body(VoidView).right
    assert isinstance(right, ReturnOutcome)
    return right


def test_money_that_went_back_has_a_receipt_of_its_own() -> None:
    front = given_back()
    assert front.backend.receipts.backs == [(BACK, Language.EN)]
    assert [(b.label.id, b.enabled) for b in outcome(front).buttons] == [
        ("void.print_again", True),
        ("receipt.show", False),
        ("void.new_sale", True),
    ]
    assert len({button.shortcut for button in outcome(front).buttons}) == 3

    front = back_with_code()
    shown = customer(front)
    assert (shown.kind, shown.symbol) == (CustomerKind.PAID, SYMBOL)
    assert shown.note == Message("receipt.scan_text")
    assert shown.title is not None
    assert shown.title.id == "customer.back_done"

    front.press(Action.SHOW_RECEIPT)
    later(front, 60.0)
    shown = customer(front)
    assert (shown.kind, shown.symbol, shown.must_be_seen) == (CustomerKind.RECEIPT, SYMBOL, True)
    assert shown.title == Message("receipt.yours_back")
    assert shown.total_minor == back_view(Phase.DONE).back.amount_minor
    front.press(Action.NEW_SALE)
    later(front, 0.25)
    assert customer(front).symbol is None
    assert front.model.receipt.wanted is None


@pytest.mark.parametrize(
    "view",
    [back_view(phase) for phase in Phase if phase is not Phase.DONE],
    ids=lambda view: view.state.phase.value,
)
def test_money_that_is_not_back_has_none(view: BackView) -> None:
    front = given_back(view)
    assert front.backend.receipts.backs == []
    assert "receipt.show" not in [button.label.id for button in outcome(front).buttons]


def test_what_was_given_back_by_hand_has_none() -> None:
    done = back_view(Phase.DONE)
    front = given_back(replace(done, state=replace(done.state, way=Way.BY_HAND)))
    assert front.backend.receipts.backs == []


def test_a_refunded_card_that_is_still_in_comes_before_its_code() -> None:
    front = back_with_code(replace(back_view(Phase.DONE), card_in=True))
    assert customer(front).symbol is None


def test_a_sale_whose_result_still_stands_shows_no_other_code() -> None:
    front = Front().charge(sale_view(WalletPhase.SHOWN)).news(sale_view(WalletPhase.APPROVED))
    view = back_view(Phase.DONE)
    front.controller.news(replace(view, state=replace(view.state, phase=Phase.SENDING)))
    front.controller.news(view)
    front.press(Action.OPEN_BACK, view.flow)
    later(front, 0.25)
    told = ReceiptCodeTold(BACK, Language.EN, SYMBOL, kind=SlipKind.RETURN)
    front.controller.news(told)
    shown = customer(front)
    assert shown.title is not None
    assert (shown.title.id, shown.symbol) == ("customer.paid", None)
    # The numbers of sales and of money back are told apart.
    assert front.backend.receipts.backs == [(BACK, Language.EN)]
    later(front, front.settings.sale.result_seconds)
    assert customer(front).symbol is SYMBOL
