"""The drawer's page at a till's front without windows, as the cash desk tells of the drawer."""

from __future__ import annotations

from datetime import timedelta

from kpay_desktop.domain.cash import DrawerCount
from kpay_desktop.domain.ledger import DrawerMove, ShiftRecord
from kpay_desktop.domain.moves import DrawerEntry, DrawerKind
from kpay_desktop.domain.operator import Operator
from kpay_desktop.flows.cash_view import DrawerDone, DrawerTold
from tests.helpers.front import CASHIER, NOON, Front
from ui.backend import Authorised
from ui.views import Action, Page

FLOAT_MINOR = 20_000
BEGAN = NOON - timedelta(hours=5)


def shift(expected_minor: int = 36_345, *, is_counted: bool = True) -> ShiftRecord:
    """Return a shift with sales, money back, and money paid in and out."""
    count = DrawerCount({1_000: 20})
    entry = DrawerEntry(DrawerKind.OPENED, FLOAT_MINOR, CASHIER.operator_id, count=count)
    return ShiftRecord(
        shift_id=7,
        began_at=BEGAN,
        opened=DrawerMove(40, 7, BEGAN, entry) if is_counted else None,
        closed=None,
        expected_minor=expected_minor,
        sums=(
            ("opened", 1, FLOAT_MINOR),
            ("sale", 12, 21_345),
            ("void", 1, -500),
            ("refund", 1, -1_500),
            ("paid_in", 1, 5_000),
            ("paid_out", 2, -8_000),
            ("no_sale", 3, 0),
        ),
    )


def at_drawer(
    told: ShiftRecord | None = None, operator: Operator = CASHIER, *, is_open: bool = True
) -> Front:
    """Return a front at the drawer, of whose shift the store has told."""
    front = Front().sign_in(operator).press(Action.OPEN_PAGE, Page.DRAWER.value)
    front.controller.news(DrawerTold((told or shift()) if is_open else None))
    return front


def at_move(kind: DrawerKind, *keys: str, reason: str = "To the bank") -> Front:
    """Return a front at which so much is to be paid in or out for that reason."""
    front = at_drawer().press(Action.DRAWER_DO, kind.value).keys(*keys)
    return front.press(Action.DRAWER_REASON, reason)


def at_count(kind: DrawerKind, *counted: tuple[int, str]) -> Front:
    """Return a front at which so many of these coins and notes were counted."""
    front = at_drawer(is_open=kind is DrawerKind.CLOSED).press(Action.DRAWER_DO, kind.value)
    for worth, figures in counted:
        front.press(Action.DRAWER_ROW, str(worth)).keys(*figures)
    return front


def let(front: Front) -> Front:
    """Have the supervisor's PIN keyed in, and be right."""
    front.press(Action.PICK_OPERATOR, "90").keys(*"909090")
    panel = front.model.authorise
    assert panel is not None
    front.controller.news(Authorised(panel.request, "leave-1"))
    return front


def done(front: Front, told: ShiftRecord | None = None, request: str = "") -> Front:
    """Let the world write what was handed over."""
    drawer = front.model.drawer
    kind = drawer.kind
    minor = drawer.count.total_minor if drawer.counts else drawer.amount.minor
    minor = -minor if kind is DrawerKind.PAID_OUT else minor
    expected = drawer.shift.expected_minor if kind is DrawerKind.CLOSED and drawer.shift else None
    entry = DrawerEntry(
        kind,
        minor,
        CASHIER.operator_id,
        reason=drawer.reason,
        count=drawer.count if drawer.counts else None,
        expected_minor=expected,
    )
    closed = shift() if kind is DrawerKind.CLOSED else None
    move = DrawerMove(41, 7, NOON, entry)
    front.controller.news(DrawerDone(request or drawer.request, move, closed))
    front.controller.news(DrawerTold(told))
    return front
