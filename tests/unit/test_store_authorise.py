"""Supervised acts in the store: PINs that authorise, and rows that stand or fall with the act."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.domain.approval import Act, Approval, Supervised
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.records import CreditKind, CreditRecord, CreditState, SaleUpdate
from kpay_desktop.domain.sale import OTHER_AMOUNT, SaleState
from kpay_desktop.ports import StoreError
from models.operators import OperatorSeed, SignInOutcome, SignInResult
from tests.helpers.store import (
    HandClock,
    approved,
    begin,
    close_batch,
    draft,
    flow_of,
    opened,
    raw,
    read,
    shown,
    write,
)

CASHIER = Operator("01", "Cashier 01", Role.CASHIER)
SUPERVISOR = Operator("90", "Supervisor", Role.SUPERVISOR)
MANAGER = Operator("99", "Manager", Role.MANAGER)
SEEDS = (
    OperatorSeed(CASHIER, "135790"),
    OperatorSeed(SUPERVISOR, "909090"),
    OperatorSeed(MANAGER, "999999"),
)
ACT = Act(Supervised.REFUND_LATE, "show_qr:1", "000001", 3_080, "01")
APPROVAL = Approval("secret", ACT, "90", 1_060.0)


def noted(folder: Path) -> list[tuple[str, str, str, str]]:
    """The audit log behind the operators' own rows."""
    with raw(folder) as engine:
        found = engine.execute(
            "SELECT operator_id, action, subject, detail FROM audit"
            " WHERE action <> 'operator_added' ORDER BY seq"
        ).fetchall()
    return [(str(r[0]), str(r[1]), str(r[2]), str(r[3])) for r in found]


# --- the PIN --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "pin"), [(SUPERVISOR, "909090"), (MANAGER, "999999")])
def test_a_supervisors_pin_authorises_and_signs_nobody_in(
    tmp_path: Path, who: Operator, pin: str
) -> None:
    with opened(tmp_path) as store:
        store.sign_in.seed(SEEDS)
        result = store.sign_in.authorise(ACT, who.operator_id, pin)
    assert result == SignInResult(SignInOutcome.OK, who)
    detail = '{"act":"refund_late","amount":3080,"asked_by":"01","on":"show_qr:1"}'
    assert noted(tmp_path) == [(who.operator_id, "authorised", "000001", detail)]


@pytest.mark.parametrize(("who", "pin"), [("01", "135790"), ("nobody", "909090"), ("", "")])
def test_of_somebody_who_may_not_the_pin_is_not_looked_at(
    tmp_path: Path, who: str, pin: str
) -> None:
    with opened(tmp_path) as store:
        store.sign_in.seed(SEEDS)
        for _ in range(7):
            assert store.sign_in.authorise(ACT, who, pin).outcome is SignInOutcome.NOT_ALLOWED
        assert store.sign_in.sign_in("01", "135790").outcome is SignInOutcome.OK
    assert [row[1] for row in noted(tmp_path)] == ["signed_in"]


def test_wrong_pins_count_and_lock_as_at_signing_in(tmp_path: Path) -> None:
    clock = HandClock()
    with opened(tmp_path, clock=clock) as store:
        store.sign_in.seed(SEEDS)
        for _ in range(3):
            store.sign_in.sign_in("90", "000000")
        assert store.sign_in.authorise(ACT, "90", "000000").attempts_left == 1
        locked = store.sign_in.authorise(ACT, "90", "000000")
        assert (locked.outcome, locked.locked_s) == (SignInOutcome.LOCKED, 30.0)
        # The lock is one: the right PIN opens neither way.
        assert store.sign_in.authorise(ACT, "90", "909090").outcome is SignInOutcome.LOCKED
        assert store.sign_in.sign_in("90", "909090").outcome is SignInOutcome.LOCKED
        assert store.sign_in.authorise(ACT, "99", "999999").outcome is SignInOutcome.OK
        clock.pass_s(30)
        assert store.sign_in.authorise(ACT, "90", "909090").outcome is SignInOutcome.OK
        assert store.sign_in.sign_in("90", "000000").attempts_left == 4
    rows = noted(tmp_path)
    assert rows[3] == ("90", "wrong_pin", "90", '{"asked_by":"01","failed":4,"locked_s":0}')
    assert rows[4] == ("90", "locked_out", "90", '{"asked_by":"01","failed":5,"locked_s":30}')
    assert "909090" not in str(rows)


def test_no_leave_is_given_that_is_not_recorded(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.sign_in.seed(SEEDS)
        database = store.store._session.database
        write(store, lambda: database.pragma("query_only", 1))
        with pytest.raises(StoreError):
            store.sign_in.authorise(ACT, "90", "909090")
        write(store, lambda: database.pragma("query_only", 0))


# --- the act --------------------------------------------------------------------------------------


def test_the_log_has_both_names_in_the_transaction_of_the_act(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin(store)
        act = replace(ACT, subject=flow_of(identity), voucher=identity.voucher)
        step = replace(shown(identity), authorised=replace(APPROVAL, act=act))
        write(store, lambda: store.store.commit(step))
        assert store.verify(60).problems == ()
    detail = f'{{"amount":3080,"approver":"90","on":"{flow_of(identity)}"}}'
    assert noted(tmp_path) == [("01", "refund_late", identity.voucher, detail)]
    with raw(tmp_path) as engine:
        told = engine.execute("SELECT event, state, body FROM journal").fetchall()
    assert "secret" not in str(told)


def test_an_act_that_is_not_written_is_not_told(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.sign_in.seed(SEEDS)
        identity = begin(store)
        missing = (("no such payment", CreditState.REFUNDING),)
        step = replace(shown(identity), credit_states=missing, authorised=APPROVAL)
        with pytest.raises(StoreError):
            write(store, lambda: store.store.commit(step))
        # The chains go on where they were.
        write(store, lambda: store.store.commit(replace(step, credit_states=())))
        store.sign_in.sign_out("01")
        assert store.verify(60).problems == ()
    assert [row[1] for row in noted(tmp_path)] == ["refund_late", "signed_out"]


def test_a_sale_may_begin_with_an_act(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin(store)
        first = replace(shown(identity), authorised=APPROVAL)
        write(
            store,
            lambda: store.store.begin_sale(
                draft(), HandClock().now(), lambda new: replace(first, flow=flow_of(new))
            ),
        )
        assert store.verify(60).problems == ()
    assert [row[1] for row in noted(tmp_path)] == ["refund_late"]


# --- another amount -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paid_minor", "amounts"), [(3_180, (2_900, 280)), (2_900, (2_800, 100)), (500, (500, 0))]
)
def test_a_sale_says_what_was_paid_and_the_journal_what_was_asked(
    tmp_path: Path, paid_minor: int, amounts: tuple[int, int]
) -> None:
    with opened(tmp_path) as store:
        identity = begin(store)
        step = approved(identity, "T1", paid_minor)
        assert step.sale is not None
        update = replace(step.sale, paid_minor=paid_minor, reason=OTHER_AMOUNT)
        write(store, lambda: store.store.commit(replace(step, sale=update)))
        # A later step says it again, and nothing moves.
        later = replace(shown(identity), sale=update)
        write(store, lambda: store.store.commit(later))
        sale = read(store, lambda: store.reports.sale(identity.sale_id))
        assert sale is not None
        assert ((sale.amount_minor, sale.tip_minor), sale.reason) == (amounts, OTHER_AMOUNT)
        assert read(store, store.reports.batch_summary).total_minor == paid_minor
        assert store.verify(60).problems == ()
        close_batch(store)
    with raw(tmp_path) as engine:
        bodies = engine.execute("SELECT body FROM journal ORDER BY seq LIMIT 1").fetchall()
    assert '"amount":2800,"tip":280' in str(bodies)


def test_an_unknown_sale_takes_no_amount(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin(store)
        update = SaleUpdate(99, SaleState.APPROVED, paid_minor=1)
        with pytest.raises(StoreError):
            write(store, lambda: store.store.commit(replace(shown(identity), sale=update)))
        assert store.verify(60).problems == ()


def test_money_that_waits_is_put_right(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin(store)
        record = CreditRecord("T1", identity.attempt_id, 3_180, CreditKind.LATE, CreditState.INBOX)
        booked = replace(shown(identity), new_credits=(record,))
        write(store, lambda: store.store.commit(booked))
        righted = replace(
            shown(identity),
            credit_amounts=(("T1", 3_080),),
            credit_states=(("T1", CreditState.REFUNDING),),
            credit_refunds=(("T1", "R1"),),
        )
        write(store, lambda: store.store.commit(righted))
        unknown = replace(shown(identity), credit_amounts=(("T2", 3_080),))
        with pytest.raises(StoreError):
            write(store, lambda: store.store.commit(unknown))
        assert store.verify(60).problems == ()
    with raw(tmp_path) as engine:
        rows = engine.execute("SELECT paid_minor, refund_no FROM credits").fetchall()
        assert rows == [(3_080, "R1")]
        engine.execute("UPDATE credits SET refund_no = NULL")
    with opened(tmp_path) as store:
        assert len(store.verify(60).problems) == 1


def test_money_is_booked_and_sent_back_in_one_step(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin(store)
        record = CreditRecord("T1", identity.attempt_id, 3_180, CreditKind.LATE, CreditState.INBOX)
        decided = replace(
            shown(identity),
            new_credits=(record,),
            credit_states=(("T1", CreditState.REFUNDING),),
            credit_refunds=(("T1", "R1"),),
        )
        write(store, lambda: store.store.commit(decided))
        assert store.verify(60).problems == ()
    with raw(tmp_path) as engine:
        rows = engine.execute("SELECT state, refund_no FROM credits").fetchall()
    assert rows == [("refunding", "R1")]
