"""Whatever is pressed and typed: money goes back, and batches close, with leave for just that.

A front before a world that notes what it is asked. People press, type PINs right and wrong, walk
away, lock, sign out and come back, while answers come late, twice, or to somebody else's question.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kpay_desktop.domain.approval import Act, Supervised, may_authorise
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.records import SalePage
from kpay_desktop.domain.returns import PastReturn, ReturnKind, ReturnProblem, ReturnState
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.back_view import BackBegun, BackRefused, CandidatesTold
from kpay_desktop.flows.money_back.state import Phase
from kpay_desktop.flows.settle_view import SettleBegun
from kpay_desktop.flows.settlement.state import Phase as SettlePhase
from kpay_desktop.settings import demo_settings
from tests.helpers.back_front import a_sale, back_view, candidate
from tests.helpers.front import NOON, FakeBackend
from tests.helpers.settle_front import settle_view
from ui.backend import Authorised, AuthoriseRefused, SalesFound, SignedIn, Unlocked
from ui.controller import Controller
from ui.till_model import TillModel
from ui.views import Action, Page, Press

CASHIER = Operator("01", "Cashier 01", Role.CASHIER)
OTHER = Operator("02", "Cashier 02", Role.CASHIER)
SUPERVISOR = Operator("90", "Supervisor", Role.SUPERVISOR)
MANAGER = Operator("99", "Manager", Role.MANAGER)
PEOPLE = (CASHIER, OTHER, SUPERVISOR, MANAGER)
PINS = {"01": "1111", "02": "2222", "90": "9090", "99": "9999"}
GONE = PastReturn(ReturnKind.REFUND, ReturnState.DONE, 350)
FOUND = (
    candidate(a_sale(137)),
    candidate(a_sale(137), is_open=False),
    candidate(a_sale(137), GONE),
    candidate(a_sale(138, minor=9900)),
)
PRESSES = (
    *(Press(Action.OPEN_PAGE, p.value) for p in (Page.AMOUNT, Page.VOID, Page.SETTLEMENT)),
    *(Press(Action.OPEN_PAGE, p.value) for p in (Page.TRANSACTIONS, Page.MORE)),
    *(Press(Action.VOID_KIND, kind) for kind in ("card", "qr")),
    *(Press(Action.VOID_FIELD, name) for name in ("voucher", "pin")),
    *(Press(action) for action in (Action.VOID_FIND, Action.VOID_SALE, Action.REFUND_SALE)),
    *(Press(action) for action in (Action.REFUND_INSTEAD, Action.VOID_AGAIN, Action.AUTHORISE)),
    *(Press(action) for action in (Action.VOID_FOUND, Action.REFUND_FOUND, Action.SETTLE)),
    *(Press(Action.REFUND_PART, part) for part in ("whole", "part")),
    *(Press(action) for action in (Action.BACK, Action.NEW_SALE, Action.LOCK)),
    *(Press(Action.SETTLE_WITHOUT, "settlement:5"), Press(Action.LIFT_BLOCK)),
    *(Press(Action.PICK_OPERATOR, operator.operator_id) for operator in PEOPLE),
    *(Press(Action.KEY, key) for key in ("1", "9", "0", "00", "back", "clear")),
)
LEAVES = {
    "settlement.carry_over": Supervised.CARRY_OVER,
    "back.lift_block": Supervised.LIFT_BLOCK,
}
PICK = st.integers(0, 1_000)


@dataclass(slots=True)
class Shop(FakeBackend):
    """The world behind the front: PINs wait to be checked."""

    waiting: list[tuple[str, Act, str, str]] = field(default_factory=list)

    def authorise(self, request: str, act: Act, approver_id: str, pin: str) -> None:
        """Keep it for the worker."""
        self.waiting.append((request, act, approver_id, pin))


@dataclass(slots=True)
class Auditor:
    """Knows what was granted, and looks at all that leaves."""

    shop: Shop
    granted: dict[str, Act] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    done: list[Supervised] = field(default_factory=list)
    returns: int = 0
    calls: int = 0

    def audit(self, signed_in: str) -> None:
        """Check what has left since the last look."""
        for wanted, number in self.shop.back.wanted[self.returns :]:
            act = self._use(number, signed_in)
            sale = next(one.sale for one in FOUND if one.sale.identity.sale_id == wanted.sale_id)
            assert act.kind.value == wanted.kind.value
            assert act.subject == f"sale:{wanted.sale_id}"
            assert act.voucher == sale.identity.voucher
            assert act.amount_minor == wanted.amount_minor > 0
            if wanted.kind is ReturnKind.VOID:
                assert wanted.amount_minor == sale.total_minor
        self.returns = len(self.shop.back.wanted)
        for call in self.shop.calls[self.calls :]:
            if call[0] in LEAVES:
                act = self._use(call[2], signed_in)
                assert (act.kind, act.subject) == (LEAVES[call[0]], call[1])
        self.calls = len(self.shop.calls)

    def _use(self, number: str, signed_in: str) -> Act:
        assert number in self.granted, "nobody let it happen"
        assert number not in self.used, "used twice"
        self.used.add(number)
        act = self.granted[number]
        assert act.operator_id == signed_in
        self.done.append(act.kind)
        return act


class Counter(RuleBasedStateMachine):
    """A counter with people who may and people who may not."""

    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop()
        self.auditor = Auditor(self.shop)
        self.signed_in = ""
        self.run = settle_view(SettlePhase.HELD)
        shop_settings = demo_settings()
        model = TillModel(
            settings=shop_settings,
            operators=PEOPLE,
            now=100.0,
            clock=NOON.astimezone(shop_settings.terminal.time_zone),
            language=Language.EN,
            customer_language=Language.EN,
            theme="light",
        )
        self.front = Controller(
            model,
            self.shop,
            changed=_nothing,
            open_desk=_nothing,
            close_till=_nothing,
            start_again=_nothing,
        )
        self.sign_in(CASHIER)

    @property
    def model(self) -> TillModel:
        """What the front knows now."""
        return self.front.model

    # --- people -----------------------------------------------------------------------------

    @rule(operator=st.sampled_from(PEOPLE))
    def sign_in(self, operator: Operator) -> None:
        if not self.signed_in:
            self.signed_in = operator.operator_id
            self.front.news(SignedIn(operator))

    @rule()
    def sign_out(self) -> None:
        self.front.press(Press(Action.SIGN_OUT))
        if self.model.operator is None:
            self.signed_in = ""

    @rule(operator=st.sampled_from(PEOPLE))
    def unlock(self, operator: Operator) -> None:
        if self.model.lock is not None:
            self.signed_in = operator.operator_id
            self.front.news(Unlocked(operator))

    @rule(press=st.sampled_from(PRESSES))
    def press(self, press: Press) -> None:
        self.front.press(press)

    @rule(operator=st.sampled_from(PEOPLE))
    def type_a_pin(self, operator: Operator) -> None:
        for figure in PINS[operator.operator_id]:
            self.front.press(Press(Action.KEY, figure))
        has_panel = self.model.authorise is not None
        self.front.press(Press(Action.AUTHORISE if has_panel else Action.VOID_FIND))

    @precondition(lambda self: bool(self.shop.waiting))
    @rule(which=PICK)
    def a_pin_is_checked(self, which: int) -> None:
        request, act, approver_id, pin = self.shop.waiting.pop(which % len(self.shop.waiting))
        approver = next(one for one in PEOPLE if one.operator_id == approver_id)
        right = pin == PINS[approver_id] and act.operator_id == self.signed_in
        if right and may_authorise(approver, act.kind):
            number = f"leave {len(self.auditor.granted)}"
            self.auditor.granted[number] = act
            self.front.news(Authorised(request, number))
        else:
            self.front.news(AuthoriseRefused(request, Message("signin.wrong_pin")))

    # --- the world --------------------------------------------------------------------------

    @rule(which=PICK, late=st.booleans())
    def a_search_is_answered(self, which: int, late: bool) -> None:
        request = self.model.void.request - (1 if late else 0)
        self.front.news(CandidatesTold(request, (FOUND[which % len(FOUND)],)))

    @rule(phase=st.sampled_from(list(Phase)), late=st.booleans())
    def a_return_begins(self, phase: Phase, late: bool) -> None:
        press = "another" if late else self.model.void.press
        self.front.news(BackBegun(press, back_view(phase, can_refund=phase is Phase.REFUSED)))

    @rule(
        refused=st.sampled_from(
            [
                BackRefused("", ReturnProblem.SETTLED),
                BackRefused("", not_authorised=True),
                BackRefused(""),
            ]
        )
    )
    def a_return_is_refused(self, refused: BackRefused) -> None:
        self.front.news(replace(refused, request=self.model.void.press))

    @rule(phase=st.sampled_from(list(SettlePhase)))
    def a_settlement_moves(self, phase: SettlePhase) -> None:
        self.front.news(settle_view(phase))

    @rule()
    def the_list_is_told(self) -> None:
        page = SalePage(tuple(one.sale for one in FOUND[::3]), None)
        self.front.news(SalesFound(self.model.search.request, page))

    # --- what people do mostly, so that sequences reach far ---------------------------------

    @rule(operator=st.sampled_from(PEOPLE), which=PICK)
    def void_the_usual_way(self, operator: Operator, which: int) -> None:
        self._open(Page.VOID)
        self.front.press(Press(Action.VOID_KIND, "qr"))
        for figure in "000137":
            self.front.press(Press(Action.KEY, figure))
        self.front.press(Press(Action.PICK_OPERATOR, operator.operator_id))
        self.type_a_pin(operator)
        self.a_search_is_answered(which, late=False)

    @rule()
    def void_it(self) -> None:
        self.void_the_usual_way(SUPERVISOR, 0)
        self._check_newest()
        self.front.press(Press(Action.VOID_SALE))

    @rule(part=st.booleans())
    def refund_it(self, part: bool) -> None:
        self.void_the_usual_way(SUPERVISOR, 1)
        self.front.press(Press(Action.REFUND_INSTEAD))
        self.a_search_is_answered(1, late=False)
        if part:
            self.front.press(Press(Action.KEY, "9"))
        self.front.press(Press(Action.REFUND_SALE))
        self.front.press(Press(Action.PICK_OPERATOR, "90"))
        self.type_a_pin(SUPERVISOR)
        self._check_newest()

    @rule()
    def settle_without_it(self) -> None:
        self._open(Page.SETTLEMENT)
        self.front.news(SettleBegun((self.run,)))
        self.front.press(Press(Action.SETTLE_WITHOUT, self.run.flow))
        self.front.press(Press(Action.PICK_OPERATOR, "99"))
        self.type_a_pin(MANAGER)
        self._check_newest()

    @rule()
    def take_cards_again(self) -> None:
        stuck = back_view(Phase.REVERSING, a_sale(method=Method.CARD), needs_person=True)
        self.front.news(stuck)
        self.front.press(Press(Action.BACK))
        self.front.press(Press(Action.OPEN_BACK, stuck.flow))
        self.front.press(Press(Action.LIFT_BLOCK))
        self.front.press(Press(Action.PICK_OPERATOR, "99"))
        self.type_a_pin(MANAGER)
        self._check_newest()

    def _open(self, page: Page) -> None:
        self.front.press(Press(Action.BACK))
        self.front.press(Press(Action.OPEN_PAGE, page.value))

    def _check_newest(self) -> None:
        if self.shop.waiting:
            self.a_pin_is_checked(len(self.shop.waiting) - 1)

    # --- what holds -------------------------------------------------------------------------

    @invariant()
    def everything_that_left_was_let_happen(self) -> None:
        self.auditor.audit(self.signed_in)

    @invariant()
    def nothing_secret_stays_behind(self) -> None:
        void = self.model.void
        if self.model.page is not Page.VOID or self.model.lock is not None:
            assert (void.pin, void.approval_no) == ("", "")


def _nothing(*_: object) -> None:
    """Nobody looks."""


def test_no_money_goes_back_and_no_batch_closes_short_without_its_own_leave(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("CRITICAL")
    run_state_machine_as_test(
        Counter,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_presses_get_all_of_it_done() -> None:
    """A machine in which nothing is ever authorised would prove nothing."""
    for work, kind in (
        (Counter.void_it, Supervised.VOID),
        (lambda counter: counter.refund_it(part=True), Supervised.REFUND),
        (lambda counter: counter.refund_it(part=False), Supervised.REFUND),
        (Counter.settle_without_it, Supervised.CARRY_OVER),
        (Counter.take_cards_again, Supervised.LIFT_BLOCK),
    ):
        counter = Counter()
        work(counter)
        counter.everything_that_left_was_let_happen()
        assert counter.auditor.done == [kind]
