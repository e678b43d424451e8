"""Whatever is pressed at a till with cash: one sale a press, and no drawer opened without leave.

A real front on a real cash desk: somebody presses and types anything on the pages of cash, walks
away, comes back as somebody else, and PINs are checked in between.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpay_desktop.domain.approval import DRAWER, Act, Approval, Supervised
from kpay_desktop.domain.cash import DENOMINATIONS_MINOR, DrawerCount
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.moves import DrawerKind
from kpay_desktop.domain.operator import Operator
from kpay_desktop.domain.sale import Method, SaleDraft
from tests.helpers.cash_counter import CashCounter
from tests.helpers.fake_day import FakeCash
from tests.helpers.front import CASHIER, NOON, SUPERVISOR, FakeBackend, Front
from tests.helpers.memory_store import InMemoryStore
from ui.backend import Authorised, AuthoriseRefused
from ui.controller import Controller
from ui.presenter import page_of
from ui.till_model import TillModel
from ui.views import Action, Page, Press

PIN = {CASHIER.operator_id: "135790", SUPERVISOR.operator_id: "909090"}
PRESSES = (
    *(Press(Action.KEY, key) for key in ("1", "5", "00", "0", "3", "back", "clear")),
    *(Press(Action.DRAWER_DO, kind.value) for kind in DrawerKind),
    *(Press(Action.DRAWER_ROW, str(worth)) for worth in DENOMINATIONS_MINOR[::3]),
    *(Press(Action.DRAWER_REASON, text) for text in ("", " ", "To the bank")),
    *(Press(Action.CASH_HANDED, str(minor)) for minor in (0, 500, 5_001, 10_000)),
    *(Press(Action.OPEN_PAGE, page) for page in ("amount", "drawer", "more")),
    *(Press(Action.PICK_OPERATOR, who) for who in PIN),
    Press(Action.DRAWER_STEP, "1"),
    Press(Action.PICK_METHOD, "cash:"),
    *(Press(action) for action in (Action.CHARGE, Action.TAKE_CASH, Action.DRAWER_CONFIRM)),
    *(Press(action) for action in (Action.BACK, Action.AUTHORISE, Action.NEW_SALE)),
)
SELL = (
    *(Press(Action.OPEN_PAGE, "amount"), Press(Action.KEY, "5"), Press(Action.KEY, "00")),
    *(Press(Action.CHARGE), Press(Action.PICK_METHOD, "cash:")),
    *(Press(Action.CASH_HANDED, "10000"), Press(Action.TAKE_CASH), Press(Action.TAKE_CASH)),
)


def moves(kind: DrawerKind) -> tuple[Press, ...]:
    """Return the presses that pay out, or open the drawer, as far as the PIN."""
    return (
        Press(Action.OPEN_PAGE, "drawer"),
        Press(Action.DRAWER_DO, kind.value),
        *(Press(Action.KEY, key) for key in ("5", "00")),
        Press(Action.DRAWER_REASON, "To the bank"),
        Press(Action.DRAWER_CONFIRM),
        *(Press(Action.KEY, figure) for figure in PIN[SUPERVISOR.operator_id]),
    )


RUNS = (SELL, moves(DrawerKind.PAID_OUT), moves(DrawerKind.NO_SALE), moves(DrawerKind.PAID_IN))


@dataclass(slots=True)
class Drawer(FakeCash):
    """The real desk's drawer, in the name of whoever is signed in. ``used``: leave it was shown."""

    counter: CashCounter = field(default_factory=CashCounter)
    signed_in: str = ""
    used: list[str] = field(default_factory=list)

    def look(self) -> None:
        self.counter.desk.look()

    def open_shift(self, request: str, count: DrawerCount) -> None:
        self.counter.desk.open_shift(request, count, self.signed_in)

    def close_shift(self, request: str, count: DrawerCount) -> None:
        self.counter.desk.close_shift(request, count, self.signed_in)

    def pay_in(self, request: str, amount_minor: int, reason: str) -> None:
        self.counter.desk.pay_in(request, amount_minor, reason, self.signed_in)

    def pay_out(self, request: str, amount_minor: int, reason: str, approval_no: str) -> None:
        self.used.append(approval_no)
        shift = self.counter.store.shift()
        assert shift is not None
        assert amount_minor <= shift.expected_minor, "more than is there"
        self.counter.desk.pay_out(request, amount_minor, reason, self.signed_in, approval_no)

    def open_drawer(self, request: str, reason: str, approval_no: str) -> None:
        self.used.append(approval_no)
        self.counter.desk.open_drawer(request, reason, self.signed_in, approval_no)


@dataclass(slots=True)
class Shop(FakeBackend):
    """The world behind the front: PINs wait to be checked, cash goes to the desk."""

    waiting: list[tuple[str, Act, str, str]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def authorise(self, request: str, act: Act, approver_id: str, pin: str) -> None:
        self.waiting.append((request, act, approver_id, pin))

    def charge(
        self, draft: SaleDraft, request: str, despite: tuple[int, ...] = (), code: str = ""
    ) -> None:
        if draft.method is Method.CASH:
            self.requests.append(request)
            self.drafts.append(draft)


class Till:
    """The front, the desk, and what was really let happen."""

    def __init__(self) -> None:
        self.front = Front()
        self.shop = self.front.backend = Shop()
        self.counter = CashCounter()
        self.drawer = Drawer(_nothing, counter=self.counter)
        self.shop.cash = self.drawer
        profile = self.front.settings
        model = TillModel(
            settings=profile,
            operators=(CASHIER, SUPERVISOR),
            now=100.0,
            clock=NOON.astimezone(profile.terminal.time_zone),
            language=Language.EN,
            customer_language=Language.EN,
            theme="light",
        )
        self.front.controller = Controller(
            model,
            self.shop,
            changed=_nothing,
            open_desk=_nothing,
            close_till=_nothing,
            start_again=_nothing,
        )
        self.granted: dict[str, Approval] = {}
        self.booked = 0
        self.sign_in(CASHIER)

    def sign_in(self, operator: Operator) -> None:
        """Let somebody else stand at the till; leave that was given ends."""
        self.front.press(Action.SIGN_OUT)
        self.counter.authority.withdraw()
        self.drawer.signed_in = operator.operator_id
        self.front.sign_in(operator)

    def press(self, press: Press) -> None:
        """Press something; what it leads to is told at once."""
        self.front.controller.press(press)
        self.answer()

    def answer(self) -> None:
        """Book what is charged, and tell all there is to tell."""
        for request, draft in zip(self.shop.requests, self.shop.drafts, strict=True):
            self.counter.desk.begin(draft, request, ())
            self.booked += 1
        self.shop.requests.clear()
        self.shop.drafts.clear()
        told, self.counter.news[:] = tuple(self.counter.news), []
        for news in told:
            self.front.controller.news(news)

    def check_a_pin(self, which: int) -> None:
        """Check one of the PINs that wait."""
        if not self.shop.waiting:
            return
        request, act, approver_id, pin = self.shop.waiting.pop(which % len(self.shop.waiting))
        is_here = act.operator_id == self.drawer.signed_in
        if approver_id == SUPERVISOR.operator_id and pin == PIN[approver_id] and is_here:
            approval = self.counter.authority.grant(act, SUPERVISOR)
            self.granted[approval.number] = approval
            self.front.controller.news(Authorised(request, approval.number))
        else:
            self.front.controller.news(AuthoriseRefused(request, Message("signin.store")))
        self.answer()

    def audit(self) -> None:
        """The books hold what was charged, and the drawer opened with just the leave for it."""
        store = self.counter.store
        assert isinstance(store, InMemoryStore)
        book = store.drawer.moves
        sales = [move for move in book if move.entry.kind is DrawerKind.SALE]
        assert len(sales) == self.booked
        supervised = [m for m in book if m.entry.kind in {DrawerKind.PAID_OUT, DrawerKind.NO_SALE}]
        assert len(supervised) == len(self.drawer.used) == len(set(self.drawer.used))
        for move, number in zip(supervised, self.drawer.used, strict=True):
            act = self.granted[number].act
            is_out = move.entry.kind is DrawerKind.PAID_OUT
            assert act.kind is (Supervised.PAID_OUT if is_out else Supervised.NO_SALE)
            assert (act.subject, act.operator_id) == (DRAWER, move.entry.operator_id)
            assert move.entry.amount_minor == -act.amount_minor
            assert move.entry.reason


def _nothing(*_: object) -> None:
    """Nobody looks."""


STEPS = st.one_of(
    st.tuples(st.just("press"), st.sampled_from(PRESSES)),
    st.tuples(st.just("run"), st.sampled_from(RUNS)),
    st.tuples(st.just("pin"), st.integers(0, 3)),
    st.tuples(st.just("sign in"), st.sampled_from([CASHIER, SUPERVISOR])),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, max_size=40))
def test_one_sale_a_press_and_no_drawer_without_its_own_leave(
    caplog: pytest.LogCaptureFixture,
    steps: list[tuple[str, Press | tuple[Press, ...] | int | Operator]],
) -> None:
    # What the desk refuses it says in the log, too.
    caplog.set_level("CRITICAL")
    till = Till()
    for _, step in steps:
        match step:
            case Press():
                till.press(step)
            case int():
                till.check_a_pin(step)
            case Operator():
                till.sign_in(step)
            case run:
                for press in run:
                    till.press(press)
        till.audit()


def test_the_presses_get_things_done() -> None:
    """A till at which nothing is ever done would prove nothing."""
    till = Till()
    for run in RUNS:
        for press in run:
            till.press(press)
        till.check_a_pin(0)
        till.audit()

    store = till.counter.store
    assert isinstance(store, InMemoryStore)
    assert [move.entry.kind for move in store.drawer.moves] == [
        *(DrawerKind.SALE, DrawerKind.PAID_OUT, DrawerKind.NO_SALE, DrawerKind.PAID_IN),
    ]


@pytest.mark.parametrize("kind", [DrawerKind.PAID_OUT, DrawerKind.NO_SALE])
def test_leave_does_not_outlive_the_one_who_asked(kind: DrawerKind) -> None:
    till = Till()
    for press in (*SELL, *moves(kind)):
        till.press(press)
    till.sign_in(SUPERVISOR)
    till.check_a_pin(0)

    till.audit()
    assert till.drawer.used == []
    assert page_of(till.front.model) is Page.AMOUNT
