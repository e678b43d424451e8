"""Money on its way back: refunds with leave, and how voids and refunds go on the front."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.approval import Supervised
from kpay_desktop.domain.records import PrintState, SlipCopy, SlipKind
from kpay_desktop.domain.returns import PastReturn, ReturnKind, ReturnProblem, ReturnState
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.back_view import BackRefused
from kpay_desktop.flows.card_view import CardBlocked
from kpay_desktop.flows.money_back.state import EndReason, Phase
from kpay_desktop.flows.wallet_sale.decision import NOT_AUTHORISED
from kpay_desktop.ports import StoreErrorKind
from tests.helpers.back_front import BackFront, a_sale, back_view, candidate
from tests.helpers.card_front import card_front, needs_person
from tests.helpers.front import SUPERVISOR
from ui.backend import SignedIn
from ui.backend_day import PaperNews
from ui.views import Action, Button, Page
from ui.views_card import UnfinishedView
from ui.views_void import RefundAmount, ReturnKeys, ReturnOutcome, VoidView
from ui.void_model import Stage

SOME_GONE = PastReturn(ReturnKind.REFUND, ReturnState.DONE, 350)


def outcome(front: BackFront) -> ReturnOutcome:
    right = front.body(VoidView).right
    assert isinstance(right, ReturnOutcome)
    return right


def amount(front: BackFront) -> RefundAmount:
    right = front.body(VoidView).right
    assert isinstance(right, RefundAmount)
    return right


def notice(front: BackFront) -> Button | None:
    frame = front.screens().clerk.frame
    assert frame is not None
    return frame.notice


def at_amount(*past: PastReturn) -> BackFront:
    """Go to the amount of a refund of a settled sale of SGD 23.50."""
    front = BackFront().open().fill()
    found = candidate(a_sale(), *past, is_open=False)
    front.told(found).press(Action.REFUND_INSTEAD)
    return front.told(found)


# --- refunds --------------------------------------------------------------------------------


def test_a_settled_sale_is_refunded_instead_with_leave_for_that_amount() -> None:
    front = at_amount(SOME_GONE)
    assert amount(front).left.args == (("left", "SGD 20.00"), ("total", "SGD 23.50"))

    front.keys("5", "00").press(Action.REFUND_SALE)
    assert front.model.authorise is not None
    act = front.model.authorise.act
    assert (act.kind, act.subject, act.amount_minor) == (Supervised.REFUND, "sale:137", 500)

    front.keys(*"888888").allow("mine")
    ((wanted, leave),) = front.backend.back.wanted
    assert (wanted.kind, wanted.amount_minor, leave) == (ReturnKind.REFUND, 500, "mine")
    front.begun(back_view(Phase.SENDING, kind=ReturnKind.REFUND, amount_minor=500))
    assert outcome(front).title.id == "refund.sending_title"


def test_all_that_is_left_is_one_press() -> None:
    front = at_amount(SOME_GONE)
    front.press(Action.REFUND_PART, "whole").press(Action.REFUND_SALE)

    assert front.model.authorise is not None
    assert front.model.authorise.act.amount_minor == 2000


def test_more_than_is_left_is_refused_before_anybody_is_asked() -> None:
    front = at_amount(SOME_GONE)
    front.keys("2", "0", "0", "1").press(Action.REFUND_SALE)

    assert front.model.authorise is None
    problem = amount(front).problem
    assert problem is not None
    assert problem.id == ReturnProblem.TOO_MUCH.value
    assert not amount(front).buttons[1].enabled


def test_an_amount_that_changed_under_the_panel_is_not_refunded() -> None:
    front = at_amount(SOME_GONE)
    front.keys("5", "00").press(Action.REFUND_SALE)
    asking = front.model.authorise
    assert asking is not None
    front.press(Action.BACK).press(Action.REFUND_PART, "whole")
    front.keys(*"888888")

    front.allow("late")

    assert front.backend.back.wanted == []


def test_a_refund_that_was_refused_leaves_its_amount_to_be_changed() -> None:
    front = at_amount()
    front.keys("5", "00").press(Action.REFUND_SALE).keys(*"888888")
    front.allow()
    press = front.model.void.press
    front.controller.news(BackRefused(press, ReturnProblem.TOO_MANY))

    problem = amount(front).problem
    assert problem is not None
    assert problem.id == "refund.too_many"
    assert front.model.void.stage is Stage.AMOUNT


def test_a_sale_that_is_too_old_is_not_refunded() -> None:
    front = BackFront().open().fill()
    found = candidate(is_open=False)
    old = replace(found.returnable, paid_at=found.returnable.paid_at.replace(year=2020))
    front.told(replace(found, returnable=old))

    right = front.body(VoidView).right
    assert isinstance(right, ReturnKeys)
    assert right.instead is None


def test_escape_keeps_the_sale() -> None:
    front = at_amount()
    front.keys("5", "00").press(Action.BACK)

    assert front.model.void.stage is Stage.FORM


# --- how it goes ----------------------------------------------------------------------------


def test_the_card_is_asked_for_and_compared() -> None:
    card = a_sale(method=Method.CARD)
    front = BackFront().to_question(candidate(card), kind="card")
    front.press(Action.VOID_SALE).begun(back_view(Phase.READING, card))
    assert outcome(front).title.id == "void.reading_title"
    front.press(Action.OPEN_PAGE, Page.AMOUNT.value)
    assert front.model.page is Page.VOID

    front.controller.news(back_view(Phase.CONFIRMING, card))
    front.press(Action.VOID_CARD_IS_RIGHT)
    assert ("back.confirm", "money_back:9001") in front.backend.calls

    front.press(Action.BACK)
    assert ("back.cancel", "money_back:9001") in front.backend.calls


def test_what_is_on_its_way_is_left_and_stays_named_until_it_was_seen() -> None:
    front = BackFront()
    front.void(back_view(Phase.SENDING))
    front.press(Action.VOID_ASK_NOW)
    assert ("back.try_now", "money_back:9001") in front.backend.calls
    assert notice(front) is None

    front.press(Action.NEW_SALE)
    told = notice(front)
    assert told is not None
    assert told.label.id == "frame.notice_back_pending"

    front.controller.news(back_view(Phase.DONE))
    told = notice(front)
    assert told is not None
    assert told.label.id == "frame.notice_back_void"

    front.controller.press(told.press)
    assert outcome(front).title.id == "void.done_title"
    assert notice(front) is None
    front.press(Action.NEW_SALE)
    assert (front.model.backs, notice(front)) == ((), None)


def test_what_was_under_way_at_start_is_named() -> None:
    front = BackFront()
    front.sign_in()
    front.controller.news(back_view(Phase.SENDING, needs_person=True))

    told = notice(front)
    assert told is not None
    assert told.label.id == "frame.notice_back_needs_person"
    front.controller.press(told.press)
    assert outcome(front).contact is not None
    assert not outcome(front).busy


def test_what_ended_before_anybody_asked_is_not_named() -> None:
    front = BackFront()
    front.sign_in()
    front.controller.news(back_view(Phase.DONE))

    assert front.model.backs == ()


def test_a_wallet_that_no_longer_voids_offers_the_refund() -> None:
    front = BackFront()
    front.void(back_view(Phase.REFUSED, can_refund=True))
    assert "void.refused_wallet" in [line.id for line in outcome(front).lines]

    front.press(Action.REFUND_INSTEAD).told(candidate())

    assert amount(front).amount_minor == 2350


@pytest.mark.parametrize("phase", [Phase.REFUSED, Phase.UNDONE, Phase.CLOSED])
def test_a_sale_that_stands_as_before_may_be_voided_again(phase: Phase) -> None:
    front = BackFront()
    front.void(back_view(phase))
    front.press(Action.VOID_AGAIN)
    assert (front.model.void.voucher, front.model.void.stage) == ("000137", Stage.FORM)

    front.keys(*"888888")
    assert front.backend.calls[-1] == ("back.find_sale", str(front.model.void.request), "137")


@pytest.mark.parametrize("end", list(EndReason))
def test_why_nothing_was_sent_is_said(end: EndReason) -> None:
    front = BackFront()
    front.void(back_view(Phase.CLOSED, end=end))

    assert [line.id for line in outcome(front).lines] == [f"void.end_{end.value}"]


def test_a_step_that_was_not_written_is_told() -> None:
    front = BackFront()
    front.void(replace(back_view(Phase.SENDING), store_fault=StoreErrorKind.FULL))

    assert "trouble.full" in [line.id for line in outcome(front).lines]


def test_the_slip_prints_again_and_says_how_far_it_is() -> None:
    front = BackFront()
    front.void(back_view(Phase.DONE))
    # The first slips are no duplicates, and nothing is said of them.
    front.controller.news(PaperNews(SlipKind.RETURN, 9001, SlipCopy.CUSTOMER, PrintState.PRINTED))
    assert outcome(front).lines[-1].id == "void.done_slip"
    front.press(Action.VOID_REPRINT)
    assert front.backend.calls[-1] == ("back.reprint", "9001", "customer")

    front.controller.news(PaperNews(SlipKind.RETURN, 7, SlipCopy.CUSTOMER, PrintState.PRINTED))
    assert outcome(front).lines[-1].id == "void.done_slip"
    front.controller.news(PaperNews(SlipKind.RETURN, 9001, SlipCopy.CUSTOMER, PrintState.PRINTED))
    assert outcome(front).lines[-1].id == "transactions.printed"


def test_cash_is_named_as_it_is_handed_over() -> None:
    front = BackFront()
    view = back_view(Phase.DONE, a_sale(method=Method.CASH, minor=2352))
    given = replace(view, back=replace(view.back, given_minor=2350))
    front.open()
    front.to_question(candidate(a_sale(method=Method.CASH, minor=2352)), kind="cash")
    front.press(Action.VOID_SALE).begun(given)

    assert outcome(front).lines[0].args == (("total", "SGD 23.50"),)


def test_a_sale_by_card_behind_a_return_is_offered_other_ways() -> None:
    front = BackFront()
    front.to_confirm().press(Action.CONFIRM)
    blocking = back_view(Phase.REVERSING)
    front.controller.news(CardBlocked(front.model.draft.request, blocking))

    assert (front.model.page, front.model.draft.no_card) == (Page.METHOD, True)
    assert front.model.draft.total_minor == 3080
    assert notice(front) is not None


def test_another_operator_begins_with_an_empty_form() -> None:
    front = BackFront().open().fill("000137", "8")
    front.press(Action.SIGN_OUT)
    front.controller.news(SignedIn(SUPERVISOR))
    front.press(Action.OPEN_PAGE, Page.VOID.value)

    assert (front.model.void.voucher, front.model.void.pin) == ("", "")


# --- a reversal that cannot be confirmed ----------------------------------------------------


def test_a_supervisor_lets_cards_be_taken_beside_a_return_that_is_not_confirmed() -> None:
    card = a_sale(method=Method.CARD)
    front = BackFront()
    front.to_question(candidate(card), kind="card").press(Action.VOID_SALE)
    front.begun(back_view(Phase.REVERSING, card, needs_person=True))
    front.press(Action.LIFT_BLOCK)
    assert front.model.authorise is not None
    act = front.model.authorise.act
    assert (act.kind, act.subject) == (Supervised.LIFT_BLOCK, "money_back:9001")
    assert (act.voucher, act.amount_minor) == ("000137", 2350)

    front.keys(*"888888").allow("mine")
    assert front.backend.calls[-1] == ("back.lift_block", "money_back:9001", "mine")

    front.controller.news(BackRefused("money_back:9001", not_authorised=True))
    assert "void.no_leave" in [line.id for line in outcome(front).lines]


def test_nothing_is_lifted_that_is_still_tried_or_was_lifted() -> None:
    card = a_sale(method=Method.CARD)
    tried = back_view(Phase.REVERSING, card)
    lifted = back_view(Phase.REVERSING, card, needs_person=True)
    lifted = replace(lifted, state=replace(lifted.state, is_lifted=True))
    for view, said in ((tried, False), (lifted, True)):
        front = BackFront()
        front.to_question(candidate(card), kind="card").press(Action.VOID_SALE)
        front.begun(view)
        front.press(Action.LIFT_BLOCK)
        assert front.model.authorise is None
        assert ("void.lifted" in [line.id for line in outcome(front).lines]) is said


def test_page_12_offers_the_same_for_a_sale() -> None:
    view = needs_person()
    front = card_front(view)
    shown = front.body(UnfinishedView)
    assert shown.buttons[0].press.action is Action.LIFT_BLOCK

    front.press(Action.LIFT_BLOCK)
    assert front.model.authorise is not None
    act = front.model.authorise.act
    assert (act.kind, act.subject) == (Supervised.LIFT_BLOCK, view.flow)
    assert act.amount_minor == view.state.total_minor

    front.news(replace(view, note=NOT_AUTHORISED))
    front.press(Action.BACK)
    assert "void.no_leave" in [line.id for line in front.body(UnfinishedView).lines]

    lifted = replace(view, state=replace(view.state, is_lifted=True))
    front.press(Action.BACK).news(lifted)
    shown = front.body(UnfinishedView)
    assert "void.lifted" in [line.id for line in shown.lines]
    assert Action.LIFT_BLOCK not in {button.press.action for button in shown.buttons}


def test_what_has_ended_is_told_before_what_still_waits() -> None:
    front = BackFront()
    front.sign_in().press(Action.OPEN_PAGE, Page.MORE.value)
    front.controller.news(back_view(Phase.SENDING, number=1))
    front.controller.news(back_view(Phase.SENDING, number=2))
    front.controller.news(back_view(Phase.REVERSING, number=3, needs_person=True))
    told = notice(front)
    assert told is not None
    assert told.press.value == "money_back:3"

    front.controller.news(back_view(Phase.DONE, number=2))
    told = notice(front)
    assert told is not None
    assert told.press.value == "money_back:2"
    front.controller.press(told.press)
    front.press(Action.NEW_SALE)
    assert [one.flow for one in front.model.backs] == ["money_back:1", "money_back:3"]
