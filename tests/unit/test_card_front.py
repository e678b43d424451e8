"""Sales by card at the front, without windows: presses, pages, what is offered and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.card import EntryMode, Signing
from kpay_desktop.domain.devices import Health
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows.card_sale.state import EndReason, Phase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.ports_cards import ReadProblem, WaysTold
from tests.helpers.card_front import (
    ONE_SCREEN,
    STATES,
    approved,
    authorising,
    card_front,
    card_shop,
    card_state,
    choosing,
    closed,
    completing,
    confirming,
    declined,
    reading,
    reversing,
    signing,
    to_card_confirm,
    view_of,
)
from tests.helpers.front import Front
from ui.presenter import page_of
from ui.till_model import SlipProgress
from ui.views import Action, Page, Step
from ui.views_card import CardView, UnfinishedView
from ui.views_sale import ConfirmView, MethodView, ResultView
from ui.words import words_of

FLOW = "card_sale:138"


def page(front: Front) -> Page:
    return page_of(front.model)


# --- choosing cards -----------------------------------------------------------------------------


def test_a_card_is_one_of_the_ways_to_pay() -> None:
    front = to_card_confirm(card_front()).press(Action.BACK)
    body = front.body(MethodView)
    assert [choice.method for choice in body.methods] == list(front.settings.methods)
    card = body.methods[0]
    assert card.method is Method.CARD
    assert card.hint == Message("card.method_hint")
    assert card.buttons[0].label == Message("card.start")


def test_the_total_is_confirmed_before_the_readers_wait() -> None:
    front = to_card_confirm(card_front())
    assert page(front) is Page.CONFIRM
    assert front.body(ConfirmView).body.id == "card.total_body"
    assert front.backend.drafts == []
    front.press(Action.CONFIRM).press(Action.CONFIRM)
    (draft,) = front.backend.drafts
    assert (draft.method, draft.mode, draft.total_minor) == (Method.CARD, None, 3080)


def test_a_shop_without_cards_cannot_be_made_to_take_them() -> None:
    settings = card_shop()
    without = replace(settings, cards=replace(settings.cards, enabled=False))
    front = Front(without).sign_in().keys("5").press(Action.CHARGE)
    assert page(front.press(Action.PICK_METHOD, "card:")) is Page.METHOD
    for value in ("card", "card:show", "cards:", ""):
        again = card_front().sign_in().keys("5").press(Action.CHARGE)
        assert page(again.press(Action.PICK_METHOD, value)) is Page.METHOD


def test_cards_that_the_till_cannot_take_are_said_to_be_off() -> None:
    front = card_front()
    front.controller.news(WaysTold(()))
    front.sign_in().keys("5").press(Action.CHARGE)
    card, *codes = front.body(MethodView).methods
    assert (card.hint, card.buttons[0].enabled) == (Message("card.method_off"), False)
    assert all(choice.buttons[0].enabled for choice in codes)
    assert page(front.press(Action.PICK_METHOD, "card:")) is Page.METHOD


# --- reading ------------------------------------------------------------------------------------


def test_the_page_says_what_to_do_and_how_long_there_is() -> None:
    front = card_front(reading())
    body = front.body(CardView)
    assert (page(front), front.screens().clerk.step) == (Page.CARD, Step.PAY)
    assert (body.title, body.symbol) == (Message("card.all_title"), "tap")
    assert [lamp.label.id for lamp in body.ways] == [
        "card.way_tap_ready",
        "card.way_chip_ready",
        "card.way_swipe_ready",
    ]
    assert body.total.time_left == "0:52"
    assert body.total.way_out is not None
    front.controller.tick(150.5, front.model.clock)
    assert front.body(CardView).total.time_left == "0:02"


def test_only_ways_with_a_reader_are_named() -> None:
    front = card_front(reading())
    front.controller.news(WaysTold(((EntryMode.CHIP, Health.OK), (EntryMode.SWIPE, Health.BAD))))
    body = front.body(CardView)
    assert body.title == Message("card.chip_swipe_title")
    assert [lamp.label.id for lamp in body.ways] == ["card.way_chip_ready", "card.way_swipe_off"]
    front.controller.news(WaysTold(()))
    assert front.body(CardView).title == Message("card.no_reader_title")
    front.controller.news(WaysTold(((EntryMode.TAP, Health.UNKNOWN),)))
    assert front.body(CardView).ways[0].label == Message("card.way_tap_starting")


@pytest.mark.parametrize("problem", list(ReadProblem))
def test_every_problem_says_what_to_do(problem: ReadProblem) -> None:
    front = card_front(reading(problem))
    assert front.body(CardView).prompt == Message(f"card.problem_{problem.value}")


def test_a_chip_that_cannot_be_read_may_be_swiped_this_once() -> None:
    body = card_front(reading(ReadProblem.TRY_AGAIN, fallback=True)).body(CardView)
    assert body.prompt == Message("card.problem_fallback")
    assert (body.title, body.symbol) == (Message("card.swipe_title"), "swipe")
    assert [lamp.label.id for lamp in body.ways] == ["card.way_swipe_ready"]


def test_a_card_that_is_being_read_is_said() -> None:
    front = card_front(reading())
    seen = reading()
    front.news(replace(seen, state=replace(seen.state, seen=EntryMode.TAP)))
    body = front.body(CardView)
    assert (body.title, body.working) == (Message("card.seen_tap_title"), True)


def test_cancel_ends_it_while_nothing_has_been_sent() -> None:
    for view in (reading(), choosing(), confirming()):
        front = card_front(view).press(Action.CANCEL_SALE)
        assert front.backend.calls[-1] == ("cancel", FLOW)
    for view in (authorising(), completing()):
        body = card_front(view).body(CardView)
        assert body.total.way_out is None
        assert body.working


# --- choosing, confirming -----------------------------------------------------------------------


def test_the_customer_chooses_by_number_or_none_of_them() -> None:
    front = card_front(choosing())
    body = front.body(CardView)
    assert [button.shortcut for button in body.choices] == ["1", "2", "0"]
    assert body.choices[0].label == message("card.choice", number=1, name="VISA DEBIT")
    assert front.screens().customer.choices == body.choices
    for button in body.choices:
        front.press(button.press.action, button.press.value)
    front.press(Action.CHOOSE_APPLICATION, "2").press(Action.CHOOSE_APPLICATION, "-1")
    front.press(Action.CHOOSE_APPLICATION, "")
    assert front.backend.calls[-3:] == [
        ("choose", FLOW, "0"),
        ("choose", FLOW, "1"),
        ("choose", FLOW, "None"),
    ]


def test_the_details_are_compared_before_anything_is_sent() -> None:
    front = card_front(confirming())
    facts = {name.id: dict(value.args)["value"] for name, value in front.body(CardView).facts}
    assert facts == {
        "card.fact_scheme": "@scheme.visa",
        "card.fact_number": "4761 73•• •••• 1010",
        "card.fact_label": "VISA DEBIT",
        "card.fact_holder": "TAN MEI LING",
        "card.fact_expiry": "12/28",
        "card.fact_entry": "@entry.chip",
    }
    front.press(Action.CONFIRM_CARD)
    assert front.backend.calls[-1] == ("confirm", FLOW)


def test_what_a_card_calls_itself_is_no_message() -> None:
    view = confirming()
    facts = view.state.facts
    assert facts is not None
    sly = replace(facts, label="@sale.approved_title", holder="@x")
    front = card_front(replace(view, state=replace(view.state, facts=sly)))
    shown = {name.id: dict(value.args)["value"] for name, value in front.body(CardView).facts}
    assert shown["card.fact_label"] == " @sale.approved_title"
    assert shown["card.fact_holder"] == " @x"


def test_presses_of_another_state_do_nothing() -> None:
    front = card_front(reading())
    before = list(front.backend.calls)
    for action in (
        Action.CONFIRM_CARD,
        Action.SIGN_ON_PAPER,
        Action.REVERSE_NOW,
        Action.NOTE_CONTACT,
        Action.SAVE_CONTACT,
        Action.OTHER_WAY,
        Action.RETRY_SALE,
        Action.CHECK_NOW,
        Action.NEW_SALE,
        Action.LOCK,
    ):
        front.press(action, "1")
    front.press(Action.CHOOSE_APPLICATION, "0").press(Action.SIGNED, "[[[1,1]]]")
    front.press(Action.OPEN_PAGE, Page.TRANSACTIONS.value)
    assert front.backend.calls == before
    assert page(front) is Page.CARD


# --- signing ------------------------------------------------------------------------------------


def test_the_customer_signs_on_their_own_screen() -> None:
    front = card_front(signing())
    body = front.body(CardView)
    assert body.title == Message("card.sign_title")
    assert body.pad is None
    assert body.total.time_left == "1:30"
    pad = front.screens().customer.pad
    assert pad is not None
    assert pad.flow == FLOW
    signature = Signature((((1, 2), (3, 4)),))
    front.press(Action.SIGNED, signature.to_text())
    assert front.backend.calls[-1] == ("sign", FLOW)
    assert front.backend.cards.signatures == [signature]


@pytest.mark.parametrize("text", ["", "[]", "[[]]", "x", "[[[1001,0]]]", '{"a":1}', "[[1,2]]"])
def test_what_is_no_signature_is_not_taken(text: str) -> None:
    front = card_front(signing())
    front.press(Action.SIGNED, text)
    assert front.backend.cards.signatures == []


def test_on_the_only_screen_the_pad_is_on_the_cashiers_page() -> None:
    front = card_front(signing(), screen=ONE_SCREEN)
    body = front.body(CardView)
    assert body.pad is not None
    assert body.total.way_out is not None
    assert body.total.way_out.press.action is Action.SIGN_ON_PAPER
    assert front.screens().customer.pad is None
    assert not front.screens().customer.must_be_seen


def test_paper_can_be_signed_instead_and_slips_wait_until_then() -> None:
    front = card_front(authorising()).news(signing())
    assert not front.model.slips
    front.press(Action.SIGN_ON_PAPER)
    assert front.backend.calls[-1] == ("sign_on_paper", FLOW)
    front.news(approved(Signing.ON_PAPER))
    assert page(front) is Page.RESULT
    assert set(dict(front.model.slips).values()) == {SlipProgress.WAITING}
    assert Message("card.signs_on_paper") in front.body(ResultView).lines


# --- ends ---------------------------------------------------------------------------------------


def test_approved_names_card_voucher_and_code() -> None:
    front = card_front(authorising()).news(approved())
    body = front.body(ResultView)
    assert (page(front), front.screens().clerk.step) == (Page.RESULT, Step.RECEIPT)
    assert body.lines[0] == message(
        "card.approved_line", scheme="@scheme.visa", last="1010", voucher="000138", code="831204"
    )
    assert body.slip is not None
    front.press(Action.REPRINT, "customer")
    assert front.backend.calls[-1] == ("reprint", "138", "customer")


def test_a_card_that_is_still_in_is_asked_for() -> None:
    front = card_front(authorising()).news(approved(card_in=True))
    assert front.body(ResultView).prompt == Message("card.remove")
    customer = front.screens().customer
    assert customer.body == Message("customer.remove_card")
    front.news(approved())
    assert front.body(ResultView).prompt is None
    assert front.screens().customer.body == Message("customer.thank_you")


def test_declined_says_the_banks_words_and_what_next() -> None:
    front = card_front(authorising()).news(declined(code="51"))
    body = front.body(ResultView)
    assert body.lines[0] == message(
        "card.end_host_said_no_code", words="@hostcode.no_funds", code="51"
    )
    assert Message("sale.not_charged_line") in body.lines
    front.press(Action.RETRY_SALE)
    assert page(front) is Page.METHOD
    assert front.model.draft.total_minor == 3080
    assert front.model.draft.retry_of == 138
    assert Method.CARD in [choice.method for choice in front.body(MethodView).methods]


@pytest.mark.parametrize("end", list(EndReason))
def test_every_end_has_a_page(end: EndReason) -> None:
    for view in (declined(end, ""), closed(end)):
        assert card_front(view).body(ResultView).lines[0] == Message(f"card.end_{end.value}")
    assert card_front(reversing(end)).body(UnfinishedView).lines[0].id == f"card.end_{end.value}"


# --- everything together ------------------------------------------------------------------------


@pytest.mark.parametrize("name", STATES)
def test_customers_see_no_data_of_staff_card_or_host(name: str) -> None:
    front = STATES[name]()
    seen = repr(front.screens().customer)
    for secret in ("1010", "476173", "TAN MEI LING", "831204", "632614002138", "000138", "Tan"):
        assert secret not in seen
    assert "Cashier" not in seen


@pytest.mark.parametrize("phase", list(Phase))
def test_every_phase_has_a_page_and_a_way_on(phase: Phase) -> None:
    view: CardSaleView = view_of(card_state(phase))
    front = card_front(view)
    body = front.screens().clerk.body
    paying = {Phase.READING, Phase.CHOOSING, Phase.CONFIRMING, Phase.AUTHORISING, Phase.COMPLETING}
    assert isinstance(body, CardView) is (phase in paying)
    frame = front.screens().clerk.frame
    assert frame is not None
    assert frame.rail_enabled is (phase not in paying)


@pytest.mark.parametrize("name", list(STATES))
@pytest.mark.parametrize("language", list(Language))
def test_the_customer_is_told_nothing_twice(name: str, language: Language) -> None:
    shown, words = STATES[name]().screens().customer, words_of(language)
    assert shown.title is not None
    assert shown.body is None or words(shown.body) != words(shown.title)
