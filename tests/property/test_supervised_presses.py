"""Whatever is pressed, typed and forged: nothing supervised is done without its own approval.

A real front on a real runner: cashiers and supervisors press, type PINs, walk away and come back
while money comes and time passes; beside them somebody hands the runner numbers of their own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

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

from kpay_desktop.domain.approval import Act, Approval, Supervised, may_authorise
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.records import Commit, CreditState
from kpay_desktop.domain.sale import QrMode
from kpay_desktop.flows import codec
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.values import Phase, WalletSaleState
from kpay_desktop.ports import Payment
from kpay_desktop.settings import demo_settings
from tests.helpers.front import NOON, FakeBackend
from tests.helpers.till import Till
from ui.backend import Authorised, AuthoriseRefused, SignedIn
from ui.controller import Controller
from ui.till_model import TillModel
from ui.views import Action, Page, Press

CASHIER = Operator("01", "Cashier 01", Role.CASHIER)
OTHER = Operator("02", "Cashier 02", Role.CASHIER)
SUPERVISOR = Operator("90", "Supervisor", Role.SUPERVISOR)
MANAGER = Operator("99", "Manager", Role.MANAGER)
PEOPLE = (CASHIER, OTHER, SUPERVISOR, MANAGER)
PINS = {"01": "1111", "02": "2222", "90": "9090", "99": "9999"}
PRESSES = (
    *(Press(Action.ACCEPT_LATE), Press(Action.REFUND_LATE), Press(Action.AUTHORISE)),
    Press(Action.CONFIRM_BY_HAND),
    *(Press(Action.BACK), Press(Action.NEW_SALE), Press(Action.OPEN_INBOX)),
    *(Press(Action.OPEN_PAGE, page.value) for page in (Page.AMOUNT, Page.MORE)),
    *(Press(Action.PICK_OPERATOR, operator.operator_id) for operator in PEOPLE),
    *(Press(Action.KEY, key) for key in ("1", "9", "0", "back", "clear")),
)
KINDS = {
    "AcceptPressed": Supervised.ACCEPT_LATE,
    "RefundPressed": Supervised.REFUND_LATE,
    "ByHandPressed": Supervised.CONFIRM_BY_HAND,
}
USUAL = {
    Supervised.ACCEPT_LATE: Action.ACCEPT_LATE,
    Supervised.REFUND_LATE: Action.REFUND_LATE,
    Supervised.CONFIRM_BY_HAND: Action.CONFIRM_BY_HAND,
}
BY_HAND = Phase.BY_HAND
PICK = st.integers(0, 1_000)
MOST_SALES = 4


@dataclass(slots=True)
class Shop(FakeBackend):
    """The world behind the front: PINs wait to be checked, decisions go to the runner."""

    till: Till = field(default_factory=Till)
    signed_in: str = ""
    waiting: list[tuple[str, Act, str, str]] = field(default_factory=list)

    def authorise(self, request: str, act: Act, approver_id: str, pin: str) -> None:
        """Keep it for the worker."""
        self.waiting.append((request, act, approver_id, pin))

    def decide(self, flow: str, kind: Supervised, approval_no: str) -> None:
        """Do it in the name of whoever is signed in."""
        self.till.runner.decide(flow, kind, approval_no, self.signed_in)

    def sign_out(self, operator_id: str) -> None:
        """Nobody is there any more, and leave that was given ends."""
        self.signed_in = ""
        self.till.authority.withdraw()


@dataclass(slots=True)
class Auditor:
    """Knows what was really granted, and reads the journal as it grows."""

    till: Till
    granted: dict[str, Approval] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    read: int = 0
    states: dict[str, WalletSaleState] = field(default_factory=dict)

    def audit(self, signed_in: str) -> None:
        """Check every step since the last look."""
        for commit in self.till.store.journal[self.read :]:
            self._step(commit, signed_in)
        self.read = len(self.till.store.journal)

    def _step(self, commit: Commit, signed_in: str) -> None:
        event = json.loads(commit.event)
        state = codec.decode(WalletSaleState, commit.state)
        before = self.states.get(commit.flow)
        self.states[commit.flow] = state
        kind = KINDS.get(event["type"])
        moved = _moved(before, state)
        if kind is None:
            assert commit.authorised is None
            was_by_hand = before is not None and before.phase is BY_HAND
            assert was_by_hand or state.phase is not BY_HAND, "confirmed by nobody"
            assert not moved[CreditState.REFUNDING]
            return
        approval = commit.authorised
        assert approval is not None, "nobody let it happen"
        assert self.granted[approval.number] == approval
        assert approval.number not in self.used, "used twice"
        self.used.add(approval.number)
        act = approval.act
        assert self.till.clock.monotonic() < approval.expires_at
        assert (act.kind, act.subject) == (kind, commit.flow)
        assert act.operator_id == event["operator_id"] == signed_in
        assert approval.approver_id == event["approver_id"]
        if kind is Supervised.CONFIRM_BY_HAND:
            assert (state.phase, state.mode) == (BY_HAND, QrMode.OWN)
            assert act.amount_minor == state.total_minor
            return
        goal = CreditState.REFUNDING if kind is Supervised.REFUND_LATE else CreditState.ACCEPTED
        assert moved[goal] == act.amount_minor > 0


def _moved(before: WalletSaleState | None, after: WalletSaleState) -> dict[CreditState, int]:
    """Return how many cents came into each state of money by a step."""
    known = {} if before is None else {p.wallet_txn_no: p.state for p in before.payments}
    moved = dict.fromkeys(CreditState, 0)
    for payment in after.payments:
        if known.get(payment.wallet_txn_no) is not payment.state:
            moved[payment.state] += payment.paid_minor
    return moved


class Counter(RuleBasedStateMachine):
    """A counter with people who may and people who may not."""

    def __init__(self) -> None:
        super().__init__()
        self.till = Till()
        self.shop = Shop(till=self.till)
        self.auditor = Auditor(self.till)
        self.sales = 0
        self.flows: list[str] = []
        self.views: dict[str, SaleView] = {}
        settings = demo_settings()
        model = TillModel(
            settings=settings,
            operators=PEOPLE,
            now=self.till.clock.monotonic(),
            clock=NOON.astimezone(settings.terminal.time_zone),
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
        self.money_waits("late")

    # --- the world ------------------------------------------------------------------------

    @precondition(lambda self: self.sales < MOST_SALES)
    @rule(why=st.sampled_from(["late", "twice", "other amount", "own", "own, closed"]))
    def money_waits(self, why: str) -> None:
        """A sale whose money waits for a decision."""
        self.till.store.refusals = 0
        self.sales += 1
        request, number = f"press-{self.sales}", f"T{self.sales}"
        if why == "late":
            flow = self.till.end(request)
            self.till.runner.post(flow, self.till.paid(number))
        elif why == "twice":
            flow = self.till.sell(request, number)
            self.till.runner.post(flow, self.till.paid(f"{number}B"))
        elif why.startswith("own"):
            flow = self.till.own(request)
            if why == "own, closed":
                self.till.runner.post(flow, t.CancelPressed())
        else:
            flow = self.till.show(request)
            self.till.runner.post(flow, self.till.paid(number, 3_180))
            self.till.clock.pass_s(60)
            self.till.runner.post(flow, self.till.paid(number, 3_180))
        self.till.asked.clear()
        self.flows.append(flow)
        self._news()

    @rule(which=PICK)
    def more_money_comes(self, which: int) -> None:
        flow = self.flows[which % len(self.flows)]
        number = f"M{len(self.till.store.journal)}"
        self.till.runner.post(flow, t.Paid(3_080, (Payment(number, 3_080),)))
        self._news()

    @rule(which=PICK, refused=st.booleans())
    def a_refund_ends(self, which: int, refused: bool) -> None:
        flow = self.flows[which % len(self.flows)]
        for payment in self.till.state(flow).payments:
            number = payment.refund_no
            if payment.state is CreditState.REFUNDING and number is not None:
                end = t.RefundRefused(number, "3999") if refused else t.RefundDone(number)
                self.till.runner.post(flow, end)
        self._news()

    @rule(seconds=st.sampled_from([0.5, 5.0, 31.0, 59.0, 61.0]))
    def time_passes(self, seconds: float) -> None:
        self.till.clock.pass_s(seconds)

    @rule()
    def the_disk_refuses(self) -> None:
        self.till.store.refusals = 1

    # --- people ---------------------------------------------------------------------------

    @rule(operator=st.sampled_from(PEOPLE))
    def sign_in(self, operator: Operator) -> None:
        if self.shop.signed_in:
            self.front.press(Press(Action.SIGN_OUT))
        if not self.shop.signed_in:
            self.shop.signed_in = operator.operator_id
            self.front.news(SignedIn(operator))

    @rule(which=PICK)
    def open_a_sale(self, which: int) -> None:
        self.front.press(Press(Action.OPEN_UNFINISHED, self.flows[which % len(self.flows)]))

    @rule(press=st.sampled_from(PRESSES))
    def press(self, press: Press) -> None:
        self.front.press(press)
        self._news()

    @rule(operator=st.sampled_from(PEOPLE))
    def type_a_pin(self, operator: Operator) -> None:
        for figure in PINS[operator.operator_id]:
            self.front.press(Press(Action.KEY, figure))
        self.front.press(Press(Action.AUTHORISE))

    @precondition(lambda self: bool(self.shop.waiting))
    @rule(which=PICK)
    def a_pin_is_checked(self, which: int) -> None:
        request, act, approver_id, pin = self.shop.waiting.pop(which % len(self.shop.waiting))
        approver = next(o for o in PEOPLE if o.operator_id == approver_id)
        right = pin == PINS[approver_id] and act.operator_id == self.shop.signed_in
        if right and may_authorise(approver, act.kind):
            approval = self.till.authority.grant(act, approver)
            self.auditor.granted[approval.number] = approval
            self.front.news(Authorised(request, approval.number))
        else:
            self.front.news(AuthoriseRefused(request, Message("signin.store")))
        self._news()

    @rule(which=PICK, kind=st.sampled_from(list(USUAL)))
    def do_it_the_usual_way(self, which: int, kind: Supervised) -> None:
        """What people do mostly, so that sequences reach far."""
        self.front.press(Press(Action.BACK))
        self.open_a_sale(which)
        self.front.press(Press(USUAL[kind]))
        self.front.press(Press(Action.PICK_OPERATOR, "90"))
        self.type_a_pin(SUPERVISOR)

    @rule(which=PICK, kind=st.sampled_from(list(USUAL)))
    def leave_is_given_that_nobody_waits_for(self, which: int, kind: Supervised) -> None:
        """The panel was closed while the PIN was being checked."""
        self.shop.waiting.clear()
        self.do_it_the_usual_way(which, kind)
        self.front.press(Press(Action.BACK))
        if self.shop.waiting:
            self.a_pin_is_checked(0)

    # --- somebody who cheats ----------------------------------------------------------------

    @rule(
        number=st.sampled_from(["newest", "newest", "newest", "any", "none", "made up"]),
        which=PICK,
        same=st.sets(st.sampled_from(["flow", "kind", "name"]), min_size=1),
    )
    def hand_the_runner_a_number(self, number: str, which: int, same: set[str]) -> None:
        """One that was given for something, or made up; for the same act, or for another."""
        granted = list(self.auditor.granted.values())
        given = granted[-1] if granted and number == "newest" else None
        if granted and number == "any":
            given = granted[which % len(granted)]
        flow, kind = self.flows[which % len(self.flows)], list(USUAL)[which % len(USUAL)]
        name = list(PINS)[which % len(PINS)]
        if given is not None:
            flow = given.act.subject if "flow" in same else flow
            kind = given.act.kind if "kind" in same else kind
            name = given.act.operator_id if "name" in same else name
        told = {"none": "", "made up": "0" * 32}.get(number, given.number if given else "")
        self.till.runner.decide(flow, kind, told, name)
        self.auditor.audit(name)
        self._news()

    @rule(which=PICK)
    def the_bank_refuses_and_the_number_is_shown_again(self, which: int) -> None:
        """The same act, a moment later: it takes another approval."""
        self.shop.waiting.clear()
        self.do_it_the_usual_way(which, Supervised.REFUND_LATE)
        if self.shop.waiting:
            self.a_pin_is_checked(0)
            self.a_refund_ends(which, refused=True)
            self.hand_the_runner_a_number("newest", which, {"flow", "kind", "name"})

    @rule(which=PICK, kind=st.sampled_from(t.SUPERVISED))
    def post_the_press_itself(self, which: int, kind: type[t.Event]) -> None:
        presses: tuple[t.Event, ...] = (
            t.AcceptPressed("01", "90", free=True),
            t.RefundPressed("01", "90"),
            t.ByHandPressed("01", "90", free=True),
        )
        (made,) = (press for press in presses if type(press) is kind)
        with pytest.raises(ValueError, match="needs an approval"):
            self.till.runner.post(self.flows[which % len(self.flows)], made)

    # --- what holds -----------------------------------------------------------------------

    @invariant()
    def every_act_was_let_happen(self) -> None:
        self.auditor.audit(self.shop.signed_in)

    def _news(self) -> None:
        told, self.till.news = self.till.news, []
        for news in told:
            self.front.news(news)
            if isinstance(news, SaleView):
                self.views[news.flow] = news
        # The till's hands look at what was told last.
        self.till.news = list(self.views.values())
        self.till.asked.clear()


def _nothing(*_: object) -> None:
    """Nobody looks."""


def test_nothing_supervised_happens_without_its_own_approval(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("CRITICAL")
    run_state_machine_as_test(
        Counter,
        settings=settings(
            max_examples=80,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_presses_get_things_done(caplog: pytest.LogCaptureFixture) -> None:
    """A machine in which nothing is ever authorised would prove nothing."""
    caplog.set_level("CRITICAL")
    for why, kind in (
        ("late", Supervised.ACCEPT_LATE),
        ("twice", Supervised.REFUND_LATE),
        ("other amount", Supervised.ACCEPT_LATE),
        ("other amount", Supervised.REFUND_LATE),
        ("own", Supervised.CONFIRM_BY_HAND),
        ("own, closed", Supervised.CONFIRM_BY_HAND),
    ):
        counter = Counter()
        counter.money_waits(why)
        counter.do_it_the_usual_way(1, kind)
        counter.a_pin_is_checked(0)
        counter.every_act_was_let_happen()
        assert [a.act.kind for a in counter.till.store.authorised] == [kind], why
