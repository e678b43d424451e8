"""The rule of supervised acts: one leave, for one act, for a short while, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.approval import Act, Supervised, may_authorise
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.flows.authority import APPROVAL_LIVES_S, Authority
from tests.helpers.flows import ManualClock

ACT = Act(Supervised.REFUND_LATE, "show_qr:17", "000123", 3_080, "01")
CASHIER = Operator("01", "Cashier 01", Role.CASHIER)
SUPERVISOR = Operator("90", "Supervisor", Role.SUPERVISOR)
MANAGER = Operator("99", "Manager", Role.MANAGER)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def authority(clock: ManualClock) -> Authority:
    return Authority(clock)


@pytest.mark.parametrize("kind", list(Supervised))
def test_supervisors_and_managers_authorise(kind: Supervised) -> None:
    assert may_authorise(SUPERVISOR, kind)
    assert may_authorise(MANAGER, kind)
    assert not may_authorise(CASHIER, kind)


def test_a_cashier_gives_no_leave(authority: Authority) -> None:
    with pytest.raises(ValueError, match="cashier does not authorise"):
        authority.grant(ACT, CASHIER)


def test_a_leave_is_used_once(authority: Authority) -> None:
    given = authority.grant(ACT, SUPERVISOR)

    assert (given.act, given.approver_id) == (ACT, "90")
    assert authority.use(given.number, ACT) == given
    assert authority.use(given.number, ACT) is None


@pytest.mark.parametrize(
    "other",
    [
        replace(ACT, kind=Supervised.ACCEPT_LATE),
        replace(ACT, subject="show_qr:18"),
        replace(ACT, amount_minor=3_081),
        replace(ACT, operator_id="02"),
        replace(ACT, voucher="000124"),
        None,
    ],
    ids=["kind", "sale", "amount", "operator", "voucher", "nothing to do"],
)
def test_a_leave_is_for_one_act_and_used_up_by_another(
    authority: Authority, other: Act | None, caplog: pytest.LogCaptureFixture
) -> None:
    given = authority.grant(ACT, SUPERVISOR)

    assert authority.use(given.number, other) is None
    assert authority.use(given.number, ACT) is None
    assert caplog.messages == ["an approval does not fit: refund_late"]


@pytest.mark.parametrize(("late_s", "runs"), [(-0.5, True), (0.0, False), (9.0, False)])
def test_a_leave_runs_out(
    authority: Authority,
    clock: ManualClock,
    late_s: float,
    runs: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    given = authority.grant(ACT, SUPERVISOR)
    clock.pass_s(APPROVAL_LIVES_S + late_s)

    assert (authority.use(given.number, ACT) is not None) is runs


def test_a_clock_that_is_set_makes_no_leave_longer(
    authority: Authority, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    given = authority.grant(ACT, SUPERVISOR)
    clock.pass_s(APPROVAL_LIVES_S)
    clock.jump(-86_400)

    assert authority.use(given.number, ACT) is None


def test_a_guessed_number_opens_nothing_and_spoils_nothing(authority: Authority) -> None:
    given = authority.grant(ACT, SUPERVISOR)

    assert authority.use("", ACT) is None
    assert authority.use("0" * 32, ACT) is None
    assert authority.use(given.number, ACT) == given


def test_there_is_one_leave_at_a_time(authority: Authority) -> None:
    first = authority.grant(ACT, SUPERVISOR)
    second = authority.grant(ACT, MANAGER)

    assert first.number != second.number
    assert authority.use(first.number, ACT) is None
    assert authority.use(second.number, ACT) == second


def test_a_leave_can_be_withdrawn(authority: Authority) -> None:
    given = authority.grant(ACT, SUPERVISOR)
    authority.withdraw()

    assert authority.use(given.number, ACT) is None
