"""Voiding a sale on the front: the form, leave by PIN, the question, and how it goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.approval import Supervised
from kpay_desktop.domain.ledger import ReturnCandidate
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.records import SaleFilter
from kpay_desktop.domain.returns import PastReturn, ReturnKind, ReturnProblem, ReturnState
from kpay_desktop.domain.sale import Method, SaleState
from kpay_desktop.domain.scanner import Scan
from kpay_desktop.flows.back_view import BackRefused, CandidatesTold
from kpay_desktop.flows.money_back.state import Phase
from kpay_desktop.ports import StoreErrorKind
from tests.helpers.back_front import BackFront, a_sale, back_view, candidate
from tests.helpers.front import CASHIER, SUPERVISOR
from ui.backend import Authorised, AuthoriseRefused
from ui.views import Action, Page
from ui.views_void import ReturnForm, ReturnKeys, ReturnOutcome, ReturnSale, VoidView
from ui.void_model import Filled, Stage

SOME_GONE = PastReturn(ReturnKind.REFUND, ReturnState.DONE, 350)


def keys(front: BackFront) -> ReturnKeys:
    right = front.body(VoidView).right
    assert isinstance(right, ReturnKeys)
    return right


def form(front: BackFront) -> ReturnForm:
    left = front.body(VoidView).left
    assert isinstance(left, ReturnForm)
    return left


def test_a_voucher_and_a_pin_lead_to_the_question_and_to_a_void() -> None:
    front = BackFront().to_question()

    question = front.body(VoidView).right
    assert isinstance(question, ReturnSale)
    assert question.amount_minor == 2350
    assert question.buttons[1].label.args == (("total", "SGD 23.50"),)
    assert ("authorise", "void", SUPERVISOR.operator_id, "888888") in front.backend.calls

    front.press(Action.VOID_SALE)
    ((wanted, leave),) = front.backend.back.wanted
    assert (wanted.kind, wanted.sale_id, wanted.amount_minor) == (ReturnKind.VOID, 137, 2350)
    assert leave == "leave"

    front.begun(back_view(Phase.DONE))
    right = front.body(VoidView).right
    assert isinstance(right, ReturnOutcome)
    assert (right.title.id, right.mark) == ("void.done_title", "tick")


def test_leave_is_asked_for_that_sale_and_its_whole_amount() -> None:
    front = BackFront().to_question()

    (act,) = front.backend.acts
    assert (act.kind, act.subject, act.voucher) == (Supervised.VOID, "sale:137", "000137")
    assert (act.amount_minor, act.operator_id) == (2350, CASHIER.operator_id)


def test_the_pin_is_kept_no_longer_than_it_is_needed() -> None:
    front = BackFront().open().fill()
    assert front.model.void.pin == "888888"
    assert "888888" not in repr(front.model)

    front.told(candidate())
    assert front.model.void.pin == ""
    assert form(front).fields[1].text == "••••••"


@pytest.mark.parametrize("leaving", [Page.AMOUNT, Page.TRANSACTIONS, Page.MORE])
def test_nothing_of_it_stays_behind_when_the_page_is_left(leaving: Page) -> None:
    front = BackFront().to_question()

    front.press(Action.OPEN_PAGE, leaving.value).press(Action.OPEN_PAGE, Page.VOID.value)

    assert front.model.void.approval_no == ""
    assert [field.text for field in form(front).fields] == ["", ""]
    front.press(Action.VOID_SALE)
    assert front.backend.back.wanted == []


def test_the_lock_takes_pin_and_leave_away() -> None:
    front = BackFront().open().fill("000137", "8888")
    front.press(Action.LOCK)
    assert front.model.void.pin == ""

    other = BackFront().to_question()
    other.press(Action.LOCK)
    assert (other.model.void.approval_no, other.model.void.stage) == ("", Stage.FORM)


def test_an_answer_to_a_form_that_was_left_does_nothing() -> None:
    front = BackFront().open().fill()
    asked = front.model.void.request
    front.press(Action.BACK)
    front.controller.news(CandidatesTold(asked, (candidate(),)))
    assert front.model.void.stage is Stage.FORM

    front.fill().told(candidate())
    asking = front.model.void.asking
    front.press(Action.OPEN_PAGE, Page.AMOUNT.value)
    front.controller.news(Authorised(asking, "late"))
    assert front.model.void.approval_no == ""


def test_a_wrong_pin_is_asked_for_again_and_nothing_is_given_back() -> None:
    front = BackFront().open().fill().told(candidate())

    front.controller.news(AuthoriseRefused(front.model.void.asking, Message("signin.wrong_pin")))

    assert keys(front).problem == Message("signin.wrong_pin")
    assert front.model.void.filled is Filled.PIN
    assert not front.press(Action.VOID_SALE).backend.back.wanted


def test_the_wait_for_a_pin_counts_down_by_itself() -> None:
    front = BackFront().open().fill().told(candidate())
    wait = message("signin.locked", seconds=30)
    front.controller.news(AuthoriseRefused(front.model.void.asking, wait))
    assert keys(front).problem == wait
    front.controller.tick(front.model.now + 12.0, front.model.clock)
    assert keys(front).problem == message("signin.locked", seconds=18)
    front.controller.tick(front.model.now + 18.0, front.model.clock)
    assert keys(front).problem is None


def test_six_figures_lead_on_to_the_pin_and_a_seventh_begins_anew() -> None:
    front = BackFront().open()
    front.keys(*"000137")
    assert front.model.void.filled is Filled.PIN
    assert keys(front).supervisors == (SUPERVISOR,)

    front.press(Action.VOID_FIELD, "voucher").keys("4")
    assert front.model.void.voucher == "4"


def test_a_voucher_may_be_keyed_without_its_noughts() -> None:
    front = BackFront().open()
    found = keys(front).find
    assert found is not None
    assert not found.enabled
    front.keys("1", "3")
    found = keys(front).find
    assert found is not None
    assert found.enabled
    front.press(Action.VOID_FIND)

    assert (front.model.void.voucher, front.model.void.filled) == ("000013", Filled.PIN)
    assert not any(call[0].startswith("back.") for call in front.backend.calls)
    found = keys(front).find
    assert found is not None
    assert not found.enabled


def test_choosing_how_it_was_paid_leads_on_to_the_pin_where_the_voucher_stands() -> None:
    """Else the PIN that is keyed next would be taken for another voucher."""
    front = BackFront().open().fill().told(candidate(a_sale(method=Method.CARD)))
    assert keys(front).problem == Message(ReturnProblem.WRONG_KIND.value)

    front.press(Action.VOID_KIND, "card").keys(*"9090")

    void = front.model.void
    assert (void.voucher, void.pin, void.filled) == ("000137", "9090", Filled.PIN)
    found = keys(front).find
    assert found is not None
    assert found.enabled


@pytest.mark.parametrize("by_rail", [True, False])
def test_a_return_that_has_ended_on_the_page_is_named_no_longer(by_rail: bool) -> None:
    front = BackFront().to_question().press(Action.VOID_SALE).begun(back_view(Phase.DONE))
    assert front.model.backs
    if by_rail:
        front.press(Action.OPEN_PAGE, Page.VOID.value)
    else:
        front.press(Action.BACK)

    assert front.model.void.stage is Stage.FORM
    assert front.model.backs == ()
    frame = front.screens().clerk.frame
    assert frame is not None
    assert frame.notice is None


def test_no_voucher_has_the_number_nought() -> None:
    front = BackFront().open()
    front.keys(*"000000", *"888888")

    assert not any(call[0].startswith("back.") for call in front.backend.calls)


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        ((), ReturnProblem.UNKNOWN_VOUCHER),
        ((candidate(a_sale(method=Method.CARD)),), ReturnProblem.WRONG_KIND),
        ((candidate(is_open=False),), ReturnProblem.SETTLED),
        ((candidate(settling=True),), ReturnProblem.SETTLING),
        ((candidate(a_sale(), SOME_GONE),), ReturnProblem.REFUNDED_IN_PART),
        (
            (candidate(replace(a_sale(), state=SaleState.DECLINED)),),
            ReturnProblem.NOT_APPROVED,
        ),
    ],
    ids=lambda value: value.name if isinstance(value, ReturnProblem) else "",
)
def test_what_speaks_against_it_is_said_and_nobody_gives_leave(
    found: tuple[ReturnCandidate, ...], problem: ReturnProblem
) -> None:
    front = BackFront().open().fill()
    front.controller.news(CandidatesTold(front.model.void.request, found))

    assert keys(front).problem == Message(problem.value)
    assert front.backend.acts == []
    helps = problem in {ReturnProblem.SETTLED, ReturnProblem.REFUNDED_IN_PART}
    assert (keys(front).instead is not None) is helps


def test_of_sales_of_one_number_the_one_that_can_be_undone_is_meant() -> None:
    settled = candidate(a_sale(5), is_open=False)
    card = candidate(a_sale(6, method=Method.CARD))
    front = BackFront().to_question(card, settled, candidate(a_sale(7)))

    assert front.press(Action.VOID_SALE).backend.back.wanted[0][0].sale_id == 7


def test_a_store_that_cannot_be_read_is_told() -> None:
    front = BackFront().open().fill()
    front.controller.news(CandidatesTold(front.model.void.request, (), StoreErrorKind.FULL))

    assert keys(front).problem == Message("trouble.full")


def test_a_full_till_says_so_and_the_pin_is_keyed_in_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    front = BackFront().open()
    front.backend.busy = True
    front.fill()

    assert "the till is busy" in caplog.text
    assert keys(front).problem == Message("trouble.busy")
    assert front.model.void.pin == ""


def test_a_scanned_slip_fills_the_voucher_and_picks_its_batch() -> None:
    front = BackFront().open()
    own = front.settings.terminal.terminal_id
    code = f"KPAY:V:{own}:000041:000137"
    front.controller.scanned(Scan(code, code))
    assert (front.model.void.voucher, front.model.void.filled) == ("000137", Filled.PIN)

    front.keys(*"888888")
    newer, older = a_sale(9), a_sale(8)
    older = replace(older, identity=replace(older.identity, batch_no=41))
    front.told(candidate(newer), candidate(older)).allow().press(Action.VOID_SALE)
    assert front.backend.back.wanted[0][0].sale_id == 8


@pytest.mark.parametrize(("batch_no", "is_it"), [(40, False), (42, True), (43, False)])
def test_a_slip_is_known_too_when_its_sale_went_on_in_the_next_batch(
    batch_no: int, is_it: bool
) -> None:
    """A sale that comes while its batch is being closed has its slip before it is carried over."""
    front = BackFront().open()
    code = f"KPAY:V:{front.settings.terminal.terminal_id}:000041:000137"
    front.controller.scanned(Scan(code, code))
    front.keys(*"888888")
    sale = replace(a_sale(8), identity=replace(a_sale(8).identity, batch_no=batch_no))
    assert SaleFilter(voucher=sale.identity.voucher, batch_no=41).admits(sale) is is_it
    front.told(candidate(sale))
    assert (front.model.void.stage is Stage.PROVING) is is_it


def test_the_slip_of_another_till_is_refused() -> None:
    front = BackFront().open()
    code = "KPAY:V:99999999:000041:000137"
    front.controller.scanned(Scan(code, code))

    assert front.model.void.voucher == ""
    assert keys(front).problem is not None


def test_where_nobody_may_give_leave_it_is_said() -> None:
    front = BackFront().open()
    front.controller._put(replace(front.model, operators=(CASHIER,)))
    front.press(Action.OPEN_PAGE, Page.VOID.value).keys(*"000137", *"888888")

    assert keys(front).problem == Message("authorise.nobody")
    assert not any(call[0].startswith("back.") for call in front.backend.calls)


@pytest.mark.parametrize(
    ("refused", "said", "stands"),
    [
        (BackRefused("", ReturnProblem.SETTLED), "void.settled", Filled.VOUCHER),
        (BackRefused("", not_authorised=True), "void.no_leave", Filled.PIN),
        (BackRefused("", kind=StoreErrorKind.FULL), "trouble.full", Filled.VOUCHER),
        (BackRefused("", blocked_by=back_view(Phase.REVERSING)), "void.blocked", Filled.VOUCHER),
        (BackRefused(""), "trouble.busy", Filled.VOUCHER),
    ],
)
def test_what_was_not_begun_is_told(refused: BackRefused, said: str, stands: Filled) -> None:
    front = BackFront().to_question()
    front.press(Action.VOID_SALE)
    front.controller.news(replace(refused, request=front.model.void.press))

    told = keys(front).problem
    assert told is not None
    assert (told.id, front.model.void.filled) == (said, stands)
    front.press(Action.VOID_SALE)
    assert len(front.backend.back.wanted) == 1


def test_two_presses_give_back_once() -> None:
    front = BackFront().to_question()
    front.press(Action.VOID_SALE).press(Action.VOID_SALE)

    assert len(front.backend.back.wanted) == 1


def test_while_it_is_handed_over_nothing_leads_away() -> None:
    front = BackFront().to_question()
    front.press(Action.VOID_SALE).press(Action.OPEN_PAGE, Page.AMOUNT.value)
    front.press(Action.BACK).press(Action.SIGN_OUT)

    frame = front.screens().clerk.frame
    assert frame is not None
    assert (front.model.page, frame.rail_enabled) == (Page.VOID, False)


def test_escape_takes_back_one_thing_at_a_time() -> None:
    front = BackFront().open()
    front.keys(*"000137", "8")

    front.press(Action.BACK)
    assert (front.model.void.pin, front.model.void.filled) == ("", Filled.PIN)
    front.press(Action.BACK)
    assert (front.model.void.voucher, front.model.void.filled) == ("000137", Filled.VOUCHER)
    front.press(Action.BACK)
    assert front.model.void.voucher == ""


def test_keeping_the_sale_gives_the_leave_up() -> None:
    front = BackFront().to_question()
    front.press(Action.BACK).press(Action.VOID_SALE)

    assert front.model.void.approval_no == ""
    assert front.backend.back.wanted == []


def code_of(front: BackFront, voucher: str = "000137") -> str:
    return f"KPAY:V:{front.settings.terminal.terminal_id}:000042:{voucher}"


def test_a_scanner_that_types_like_a_keyboard_fills_the_voucher_and_no_pin() -> None:
    front = BackFront().open()
    front.keys(*"0009")
    for character in code_of(front):
        front.press(Action.TYPE, character)
    front.press(Action.VOID_FIND)

    assert (front.model.void.voucher, front.model.void.pin) == ("000137", "")
    assert front.model.void.filled is Filled.PIN
    assert front.backend.acts == []


def test_a_code_that_broke_off_does_not_swallow_what_is_typed_after_it() -> None:
    front = BackFront().open()
    for character in code_of(front)[:11]:
        front.press(Action.TYPE, character)
    assert front.model.void.voucher == ""

    front.controller.tick(front.model.now + 3.0, front.model.clock)
    for figure in "000138":
        front.press(Action.TYPE, figure)
    assert front.model.void.voucher == "000138"


def test_figures_of_the_keyboard_fill_voucher_pin_and_amount() -> None:
    front = BackFront().open()
    for figure in "00013７9090":
        front.press(Action.TYPE, figure)

    assert (front.model.void.voucher, front.model.void.pin) == ("000137", "9090")
    front.press(Action.TYPE, "x")
    assert front.model.void.pin == "9090"
