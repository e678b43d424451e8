"""The panel of supervised acts: what it asks, whose PIN, and that Cancel leads back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale import decision
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase
from kpay_desktop.ports import Payment
from tests.helpers.front import CASHIER, SUPERVISOR, Front, payment, sale_view
from ui.backend import Authorised, AuthoriseRefused, OperatorsNews, Unlocked
from ui.views import Action, Button, Page
from ui.views_authorise import AuthoriseView
from ui.views_sale import ResultView
from ui.words import words_of

WORDS = words_of(Language.EN)
MANAGER = Operator("99", "Manager", Role.MANAGER)
LATE = sale_view(Phase.PAID_LATE, end=EndReason.CANCELLED, payments=(payment(CreditState.INBOX),))
TWICE = sale_view(
    Phase.APPROVED,
    payments=(
        payment(CreditState.ACCEPTED, kind=CreditKind.SALE),
        payment(CreditState.INBOX, kind=CreditKind.SECOND),
    ),
)


def other_amount() -> SaleView:
    """A sale of SGD 30.80 of which the bank keeps saying that SGD 31.80 was paid."""
    view = sale_view(Phase.DOUBT, end=EndReason.MISMATCH)
    odd = (Payment("T9", 3_180),)
    return replace(view, state=replace(view.state, odd=odd, odd_order_minor=3_180, insists=True))


def late(operator: Operator = CASHIER, view: SaleView = LATE) -> Front:
    """A sale of which the money came late, on the screen."""
    return Front().charge(sale_view(Phase.SHOWN), operator).news(view)


def asked(operator: Operator = CASHIER, action: Action = Action.REFUND_LATE) -> Front:
    return late(operator).press(action)


@pytest.mark.parametrize("view", [LATE, sale_view(Phase.DOUBT), sale_view(Phase.DECLINED)])
def test_the_next_step_stands_last_as_on_every_page(view: SaleView) -> None:
    body = late(view=view).screens().clerk.body
    assert isinstance(body, ResultView)
    assert [button.primary for button in body.buttons][-2:] == [False, True]


def panel(front: Front) -> AuthoriseView:
    body = front.screens().clerk.body
    assert isinstance(body, AuthoriseView)
    return body


def buttons(front: Front) -> dict[Action, Button]:
    body = front.screens().clerk.body
    assert isinstance(body, ResultView)
    return {button.press.action: button for button in body.buttons}


def request(front: Front) -> str:
    assert front.model.authorise is not None
    return front.model.authorise.request


def page(front: Front) -> Page:
    return front.screens().clerk.page


def text_of(front: Front) -> str:
    view = panel(front)
    facts = " ".join(f"{WORDS(name)}={WORDS(value)}" for name, value in view.facts)
    return f"{WORDS(view.title)} {WORDS(view.body)} {facts} {WORDS(view.confirm.label)}"


# --- what is offered and asked --------------------------------------------------------------------


@pytest.mark.parametrize("operator", [CASHIER, SUPERVISOR])
def test_everybody_may_ask_and_the_pin_is_asked_of_all(operator: Operator) -> None:
    front = late(operator)
    assert buttons(front)[Action.ACCEPT_LATE].enabled
    assert buttons(front)[Action.REFUND_LATE].enabled
    front.press(Action.REFUND_LATE)
    assert page(front) is Page.AUTHORISE
    assert front.backend.calls[-1][0] == "charge"


def test_only_somebody_who_may_not_is_told_who_decides() -> None:
    def lines(front: Front) -> tuple[Message, ...]:
        body = front.screens().clerk.body
        assert isinstance(body, ResultView)
        return body.lines

    told = Message("sale.supervisor_decides")
    assert told in lines(late(CASHIER))
    assert told not in lines(late(SUPERVISOR))


def test_the_panel_says_what_is_authorised_and_who_asks() -> None:
    front = asked()
    view = panel(front)
    assert view.amount_minor == 3_080
    assert view.confirm.danger
    said = text_of(front)
    assert "Refund this payment?" in said
    assert "Voucher no.=000138" in said
    assert "Requested by=Cashier 01" in said
    assert said.endswith("Refund SGD 30.80")
    assert WORDS(view.note) == "Both names are recorded. Cashier 01 stays signed in."
    assert [o.name for o in view.supervisors] == ["Supervisor"]
    assert (view.selected_id, view.pin_entered, view.error) == ("90", 0, None)
    accept = text_of(asked(action=Action.ACCEPT_LATE))
    assert accept.startswith("Accept this payment?")
    assert accept.endswith("Accept SGD 30.80")


def test_a_second_payment_is_told_apart() -> None:
    front = late(view=TWICE).press(Action.REFUND_LATE)
    assert "The second payment goes back" in text_of(front)
    assert front.press(Action.ACCEPT_LATE).model.authorise is None


def test_both_amounts_are_shown_where_they_differ() -> None:
    front = late(view=other_amount())
    body = front.screens().clerk.body
    assert isinstance(body, ResultView)
    assert WORDS(body.title) == "Checking · not known yet"
    assert "for SGD 30.80, but the bank keeps saying that SGD 31.80 was paid" in WORDS(
        body.lines[0]
    )
    front.press(Action.ACCEPT_LATE)
    assert "Asked for=SGD 30.80" in text_of(front)
    assert "becomes approved with the SGD 31.80 that was paid" in text_of(front)
    front.press(Action.BACK)
    assert not any(button.primary for button in body.buttons)
    front.press(Action.REFUND_LATE)
    assert "What was paid goes back" in text_of(front)
    assert text_of(front).endswith("Refund SGD 31.80")


def test_a_sale_in_doubt_without_one_amount_offers_no_decision() -> None:
    front = late(view=sale_view(Phase.DOUBT, end=EndReason.MISMATCH))
    assert set(buttons(front)) == {Action.CHECK_NOW, Action.NEW_SALE}
    assert front.press(Action.REFUND_LATE).model.authorise is None


def test_whoever_is_signed_in_and_may_is_chosen_first() -> None:
    front = late(MANAGER)
    front.controller.news(OperatorsNews((CASHIER, SUPERVISOR, MANAGER)))
    assert panel(front.press(Action.REFUND_LATE)).selected_id == "99"
    front = late(CASHIER)
    front.controller.news(OperatorsNews((CASHIER, SUPERVISOR, MANAGER)))
    assert panel(front.press(Action.REFUND_LATE)).selected_id == "90"
    front.keys("1").press(Action.PICK_OPERATOR, "99")
    assert (panel(front).selected_id, panel(front).pin_entered) == ("99", 0)
    # A cashier cannot be chosen, whatever is pressed.
    assert panel(front.press(Action.PICK_OPERATOR, "01")).selected_id == "99"


def test_a_till_without_a_supervisor_says_so() -> None:
    front = late()
    front.controller.news(OperatorsNews((CASHIER,)))
    front.press(Action.REFUND_LATE).keys(*"909090")
    assert panel(front).error == Message("authorise.nobody")
    assert not panel(front).confirm.enabled
    assert front.backend.calls[-1][0] == "charge"


# --- the PIN --------------------------------------------------------------------------------------


def test_the_pin_goes_out_once_and_nowhere_else() -> None:
    front = asked().keys(*"909090")
    assert front.backend.calls[-1] == ("authorise", "refund_late", "90", "909090")
    view = panel(front)
    assert (view.pin_entered, view.busy, view.confirm.enabled) == (0, True, False)
    assert "909090" not in repr(front.model.authorise)
    front.keys("1", "2").press(Action.AUTHORISE).press(Action.PICK_OPERATOR, "90")
    assert len([c for c in front.backend.calls if c[0] == "authorise"]) == 1


def test_a_shorter_pin_is_tried_with_the_button() -> None:
    front = asked().keys(*"123")
    assert not panel(front).confirm.enabled
    front.press(Action.AUTHORISE)
    assert front.backend.calls[-1][0] == "charge"
    front.keys("4", "back", "clear", *"1234")
    assert panel(front).confirm.enabled
    front.press(Action.AUTHORISE)
    assert front.backend.calls[-1] == ("authorise", "refund_late", "90", "1234")


def test_the_right_pin_does_just_that_and_leads_back() -> None:
    front = asked().keys(*"909090")
    front.controller.news(Authorised(request(front), "leave"))
    assert front.backend.calls[-1] == ("decide", "show_qr:138", "refund_late", "leave")
    assert page(front) is Page.RESULT
    assert front.model.operator == CASHIER


def test_a_wrong_pin_is_told_and_can_be_tried_again() -> None:
    front = asked().keys(*"111111")
    wrong = message("signin.wrong_pin", left=4)
    front.controller.news(AuthoriseRefused(request(front), wrong))
    assert (panel(front).error, panel(front).busy, panel(front).selected_id) == (wrong, False, "90")
    front.keys(*"909090")
    assert front.backend.calls[-1][-1] == "909090"


def test_the_wait_of_a_supervisor_counts_down_by_itself() -> None:
    front = asked().keys(*"111111")
    wait = message("signin.locked", seconds=30)
    front.controller.news(AuthoriseRefused(request(front), wait))
    assert panel(front).error == wait
    front.controller.tick(front.model.now + 12.0, front.model.clock)
    assert panel(front).error == message("signin.locked", seconds=18)
    front.controller.tick(front.model.now + 18.0, front.model.clock)
    assert panel(front).error is None


def test_a_busy_till_asks_for_the_pin_again(caplog: pytest.LogCaptureFixture) -> None:
    front = asked()
    front.backend.busy = True
    front.keys(*"909090")
    assert (panel(front).error, panel(front).busy) == (Message("authorise.busy"), False)
    front.backend.busy = False
    front.keys(*"909090")
    front.backend.busy = True
    front.controller.news(Authorised(request(front), "leave"))
    assert panel(front).error == Message("authorise.busy")


# --- ways out -------------------------------------------------------------------------------------


def test_cancel_leads_back_to_where_one_was() -> None:
    front = late()
    before = front.screens()
    front.press(Action.REFUND_LATE).keys("9", "0").press(Action.BACK)
    assert front.screens() == before
    # And nothing of it is left for the next time.
    assert panel(front.press(Action.REFUND_LATE)).pin_entered == 0


def test_an_answer_to_a_panel_that_was_closed_does_nothing() -> None:
    front = asked().keys(*"909090")
    stale = request(front)
    front.press(Action.BACK)
    front.controller.news(Authorised(stale, "leave"))
    front.press(Action.ACCEPT_LATE)
    front.controller.news(Authorised(stale, "leave"))
    front.controller.news(AuthoriseRefused(stale, Message("signin.store")))
    assert front.backend.calls[-1][0] == "authorise"
    assert panel(front).error is None


@pytest.mark.parametrize(
    ("action", "value", "there"),
    [
        (Action.OPEN_PAGE, Page.TRANSACTIONS.value, Page.TRANSACTIONS),
        (Action.OPEN_PAGE, Page.MORE.value, Page.MORE),
        (Action.OPEN_PAGE, Page.AMOUNT.value, Page.AMOUNT),
        (Action.OPEN_INBOX, "", Page.INBOX),
        (Action.NEW_SALE, "", Page.AMOUNT),
        (Action.SIGN_OUT, "", Page.SIGN_IN),
    ],
)
def test_whatever_leads_away_closes_the_panel_and_keeps_the_sale_named(
    action: Action, value: str, there: Page
) -> None:
    front = asked().keys("9").press(action, value)
    assert page(front) is there
    assert front.model.authorise is None
    assert [view.flow for view in front.model.others] == ["show_qr:138"]


def test_a_locked_screen_keeps_no_panel_behind_it() -> None:
    front = asked().keys("9", "0")
    # By itself: nobody touches the till for long.
    front.controller.tick(front.model.now + 100_000.0, front.model.clock)
    assert page(front) is Page.LOCK
    assert front.model.authorise is None
    front.controller.news(Unlocked(CASHIER))
    assert page(front) is Page.RESULT
    front.press(Action.REFUND_LATE).press(Action.LOCK)
    assert page(front) is Page.LOCK
    assert front.model.authorise is None


def test_the_panel_closes_when_what_it_asks_about_changes() -> None:
    front = asked().keys(*"909090")
    front.news(LATE)
    assert page(front) is Page.AUTHORISE
    more = (*LATE.state.payments, replace(payment(CreditState.INBOX), wallet_txn_no="T2"))
    front.news(sale_view(Phase.PAID_LATE, end=EndReason.CANCELLED, payments=more))
    assert page(front) is Page.RESULT
    front.news(sale_view(Phase.PAID_LATE, number=77, payments=(payment(CreditState.INBOX),)))
    assert page(front.press(Action.REFUND_LATE)) is Page.AUTHORISE


def test_the_language_changes_under_the_panel_and_the_customer_sees_the_sale() -> None:
    front = late()
    customer = front.screens().customer
    front.press(Action.REFUND_LATE).keys("9").press(Action.LANGUAGE, Language.ZH.value)
    assert panel(front).pin_entered == 1
    assert front.screens().customer == customer
    assert customer.title is not None


def test_what_was_refused_by_the_flow_is_told() -> None:
    front = late(view=replace(LATE, note=decision.NOT_AUTHORISED))
    body = front.screens().clerk.body
    assert isinstance(body, ResultView)
    assert Message("sale.not_authorised") in body.lines
    front.news(replace(LATE, note=decision.ONLY_REFUND))
    body = front.screens().clerk.body
    assert isinstance(body, ResultView)
    assert Message("sale.accept_refused") in body.lines


def test_the_act_is_what_the_flow_will_work_out() -> None:
    front = asked()
    assert front.model.authorise is not None
    assert front.model.authorise.act == Act(
        Supervised.REFUND_LATE, "show_qr:138", "000138", 3_080, "01"
    )
